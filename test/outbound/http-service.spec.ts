import { HttpService } from '@nestjs/axios';
import { context, trace } from '@opentelemetry/api';
import Axios from 'axios';
import { firstValueFrom } from 'rxjs';
import type { Observable } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TracedHttpService, extractTraceContext, runInSpan } from '../../lib/index.js';
import { startLoopbackServer } from '../support/loopback-server.js';
import type { LoopbackServer } from '../support/loopback-server.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';

type Call = (http: TracedHttpService, url: string) => Observable<unknown>;

const methods: [name: string, method: string, call: Call][] = [
  ['request', 'OPTIONS', (http, url) => http.request({ url, method: 'OPTIONS' })],
  ['get', 'GET', (http, url) => http.get(url)],
  ['delete', 'DELETE', (http, url) => http.delete(url)],
  ['head', 'HEAD', (http, url) => http.head(url)],
  ['post', 'POST', (http, url) => http.post(url, { id: 7 })],
  ['put', 'PUT', (http, url) => http.put(url, { id: 7 })],
  ['patch', 'PATCH', (http, url) => http.patch(url, { id: 7 })],
  ['postForm', 'POST', (http, url) => http.postForm(url, { id: 7 })],
  ['putForm', 'PUT', (http, url) => http.putForm(url, { id: 7 })],
  ['patchForm', 'PATCH', (http, url) => http.patchForm(url, { id: 7 })],
];

describe('TracedHttpService', () => {
  let server: LoopbackServer;
  let traced: TracedApplication;
  let http: TracedHttpService;

  beforeAll(async () => {
    server = await startLoopbackServer((_, response) => response.end('answer'));
    const axios = { baseURL: server.url, headers: { 'x-app': 'gateway' } };
    traced = await startTracedApplication({}, { http: { axios } });
    http = traced.app.get(TracedHttpService);
  });

  beforeEach(() => {
    traced.reset();
    server.received.length = 0;
  });

  afterAll(async () => {
    await traced.close();
    await server.close();
  });

  it('is an HttpService, made with the axios options of the module', async () => {
    await firstValueFrom(http.get('/stock'));

    expect(http).toBeInstanceOf(HttpService);
    expect(http.axiosRef.defaults.baseURL).toBe(server.url);
    expect(server.received[0]).toMatchObject({ url: '/stock', headers: { 'x-app': 'gateway' } });
  });

  it.each(methods)('traces %s()', async (_, method, call) => {
    await runInSpan('checkout', () => firstValueFrom(call(http, '/stock')));

    expect(await traced.treeOf(2)).toBe(
      tree(`
        checkout
          CLIENT ${method}
      `),
    );
    expect(server.received[0]?.method).toBe(method);
  });

  it('has every method of HttpService in this list, or a test of its own', () => {
    const own = Object.getOwnPropertyNames(HttpService.prototype);
    const others = ['constructor', 'axiosRef', 'makeObservable', 'query'];

    expect(own.toSorted()).toEqual([...methods.map(([name]) => name), ...others].toSorted());
  });

  it('describes a request in stable attributes', async () => {
    await firstValueFrom(http.get('/stock', { params: { page: 2 } }));

    expect((await traced.span('GET')).attributes).toEqual({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(server.url).port),
      'url.full': `${server.url}/stock?page=2`,
    });
  });

  it('sends nothing, and has no span, until somebody subscribes', async () => {
    const answer = http.get('/stock');
    expect(server.received).toEqual([]);

    await firstValueFrom(answer);
    await firstValueFrom(answer);

    expect(await traced.treeOf(2)).toBe('CLIENT GET\nCLIENT GET');
    expect(server.received).toHaveLength(2);
  });

  it('puts the context of the very span on the wire', async () => {
    await firstValueFrom(http.get('/stock'));

    const { traceId, spanId } = (await traced.span('GET')).spanContext();
    expect(server.received[0]?.headers.traceparent).toBe(`00-${traceId}-${spanId}-01`);
  });

  it('traces axiosRef as well', async () => {
    await http.axiosRef.get('/stock');
    await http.axiosRef('/stock');

    expect(await traced.treeOf(2)).toBe('CLIENT GET\nCLIENT GET');
  });

  it('leaves a trace context alone that the caller set', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

    await firstValueFrom(http.get('/stock', { headers: { Traceparent: traceparent } }));

    expect(server.received[0]?.headers.traceparent).toBe(traceparent);
    expect(await traced.treeOf(1)).toBe('CLIENT GET');
  });

  it('adds no state of ours to a trace context that the caller set', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const other = '00-1af7651916cd43dd8448eb211c80319c-c7ad6b7169203331-01';
    const ours = { traceparent: other, tracestate: 'vendor=1', baggage: 'tenant=b' };

    await context.with(extractTraceContext(ours), () =>
      firstValueFrom(http.get('/stock', { headers: { Traceparent: traceparent } })),
    );

    const { headers } = server.received[0]!;
    expect(headers).toMatchObject({ traceparent, baggage: 'tenant=b' });
    expect(headers.tracestate).toBeUndefined();
  });

  it('gives back the configuration the caller knows', async () => {
    const adapter = Axios.getAdapter('http');
    const headers = { 'x-mine': '1' };

    const { config } = await firstValueFrom(http.get('/stock', { adapter, headers }));

    expect(config.adapter).toBe(adapter);
    expect(config.headers.has('traceparent')).toBe(false);
    expect(config.headers.get('x-mine')).toBe('1');
    expect(headers).toEqual({ 'x-mine': '1' });
  });

  it('uses the adapter of a single request', async () => {
    const answer = await firstValueFrom(
      http.get('/stock', {
        adapter: async (config) => ({
          config,
          data: config.headers.get('traceparent'),
          headers: {},
          status: 203,
          statusText: 'from the adapter',
        }),
      }),
    );

    const span = await traced.span('GET');
    expect(answer.data).toContain(span.spanContext().spanId);
    expect(span.attributes['http.response.status_code']).toBe(203);
    expect(server.received).toEqual([]);
  });

  it('runs interceptors of the user in the context of the caller', async () => {
    const { interceptors } = http.axiosRef;
    const asked = interceptors.request.use(async (config) => {
      await runInSpan('signing', async () => Promise.resolve());
      return config;
    });
    const answered = interceptors.response.use((response) => {
      runInSpan('checking', () => trace.getActiveSpan());
      return response;
    });

    await runInSpan('checkout', () => firstValueFrom(http.get('/stock')));
    interceptors.request.eject(asked);
    interceptors.response.eject(answered);

    expect(await traced.treeOf(4)).toBe(
      tree(`
        checkout
          signing
          CLIENT GET
          checking
      `),
    );
  });

  it('may be made by hand, around an axios instance', async () => {
    const byHand = new TracedHttpService(Axios.create({ baseURL: server.url }));

    await firstValueFrom(byHand.get('/stock'));

    expect(await traced.treeOf(1)).toBe('CLIENT GET');
  });
});
