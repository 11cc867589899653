import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import Axios from 'axios';
import type { AxiosInstance } from 'axios';
import { traceAxios } from './trace-axios.js';

/**
 * `HttpService` of `@nestjs/axios`, with a CLIENT span for each attempt of a request and the trace
 * context on its way to the receiver. It has the same methods, which return Observables, and the
 * same `axiosRef`; its axios defaults come from `TracingModule.forRoot({ http: { axios } })`.
 *
 * A `traceparent` that the caller sets is left as it is. Where the HTTP instrumentation listens
 * too, it makes no second span.
 *
 * @publicApi
 */
@Injectable()
export class TracedHttpService extends HttpService {
  /** @param instance axios instance to send with, which is traced from now on; by default a new one */
  constructor(instance: AxiosInstance = Axios.create()) {
    super(traceAxios(instance));
  }
}
