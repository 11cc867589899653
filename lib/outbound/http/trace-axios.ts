import Axios from 'axios';
import type { AxiosAdapter, AxiosInstance, InternalAxiosRequestConfig } from 'axios';
import { sendTraced } from './send-traced.js';

const traced = new WeakSet<AxiosInstance>();

/**
 * Gives every attempt of every request of an axios instance a CLIENT span. The adapter, which puts
 * one attempt on the wire, is where it is known what is really sent; retries and the adapters of
 * single requests come through it as well.
 */
export function traceAxios(instance: AxiosInstance): AxiosInstance {
  if (!traced.has(instance)) {
    traced.add(instance);
    // Axios runs request interceptors last in, first out: as the first one, this sees the others' work.
    instance.interceptors.request.use(
      (config) => {
        config.adapter = traceAdapter(config.adapter);
        return config;
      },
      undefined,
      { synchronous: true },
    );
  }
  return instance;
}

function traceAdapter(chosen: InternalAxiosRequestConfig['adapter']): AxiosAdapter {
  return (config) => {
    // Put back, so that the response and a retry tell of the adapter that was asked for.
    config.adapter = chosen;
    return sendTraced(Axios.getAdapter(chosen, config), config);
  };
}
