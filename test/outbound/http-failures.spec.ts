import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { SpanStatusCode } from '@opentelemetry/api';
import { AxiosError } from 'axios';
import type { InternalAxiosRequestConfig } from 'axios';
import { firstValueFrom } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TracedHttpService } from '../../lib/index.js';
import { startLoopbackServer } from '../support/loopback-server.js';
import type { LoopbackServer } from '../support/loopback-server.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { waitFor } from '../support/wait-for.js';

let server: LoopbackServer;
let traced: TracedApplication;
let http: TracedHttpService;
let answer: RequestListener;

beforeAll(async () => {
  server = await startLoopbackServer((request, response) => answer(request, response));
  traced = await startTracedApplication({}, { http: { axios: { baseURL: server.url } } });
  http = traced.app.get(TracedHttpService);
});

beforeEach(() => {
  traced.reset();
  server.received.length = 0;
  answer = (_, response) => response.end();
});

afterAll(async () => {
  await traced.close();
  await server.close();
});

const get = (config = {}, url = '/stock') => firstValueFrom(http.get(url, config));

describe('a request that fails', () => {
  it.each([404, 503])('is an error by its status: %i', async (status) => {
    answer = (_, response) => response.writeHead(status).end();

    await expect(get()).rejects.toMatchObject({ response: { status } });

    const span = await traced.span('GET');
    expect(span.status.code).toBe(SpanStatusCode.ERROR);
    expect(span.attributes).toMatchObject({
      'error.type': String(status),
      'http.response.status_code': status,
    });
    expect(span.events).toEqual([]);
  });

  it('is an error also where validateStatus accepts it', async () => {
    answer = (_, response) => response.writeHead(404).end();

    await get({ validateStatus: () => true });

    expect((await traced.span('GET')).status.code).toBe(SpanStatusCode.ERROR);
  });

  it('is recorded with its code when nobody listens', async () => {
    const gone = await startLoopbackServer();
    await gone.close();

    await expect(get({}, gone.url)).rejects.toBeInstanceOf(AxiosError);

    const span = await traced.span('GET');
    expect(span.status.code).toBe(SpanStatusCode.ERROR);
    expect(span.attributes['error.type']).toBe('ECONNREFUSED');
    expect(span.events.map(({ name }) => name)).toEqual(['exception']);
  });

  it('is recorded with its code when it takes too long', async () => {
    answer = () => {};

    await expect(get({ timeout: 50 })).rejects.toMatchObject({ code: 'ECONNABORTED' });

    expect((await traced.span('GET')).attributes['error.type']).toBe('ECONNABORTED');
  });

  it('fails as it does without us when its adapter is unknown', async () => {
    await expect(get({ adapter: 'carrier pigeon' })).rejects.toBeInstanceOf(AxiosError);
  });
});

describe('a request nobody waits for any more', () => {
  it('is cancelled, and its span ends once, as no failure', async () => {
    let isCancelled = false;
    answer = (_, response) => {
      void once(response, 'close').then(() => {
        isCancelled = true;
      });
    };
    const subscription = http.get('/stock').subscribe();
    await waitFor('the request', () => server.received.length === 1);

    subscription.unsubscribe();

    const span = await traced.span('GET');
    await waitFor('the cancellation', () => isCancelled);
    expect(span.status.code).toBe(SpanStatusCode.UNSET);
    expect(span.attributes['error.type']).toBe('ERR_CANCELED');
    expect(traced.spans()).toHaveLength(1);
  });
});

describe('a request that is tried again', () => {
  it('has a span for each attempt, each with its own context on the wire', async () => {
    answer = (_, response) => response.writeHead(server.received.length === 1 ? 503 : 200).end();
    const retry = http.axiosRef.interceptors.response.use(undefined, (error: AxiosError) =>
      http.axiosRef.request(error.config as InternalAxiosRequestConfig),
    );

    await get();
    http.axiosRef.interceptors.response.eject(retry);

    await traced.treeOf(2);
    const spans = traced.spans();
    expect(spans.map(({ attributes }) => attributes['http.response.status_code'])).toEqual([
      503, 200,
    ]);
    expect(server.received.map(({ headers }) => headers.traceparent)).toEqual(
      spans
        .map((span) => span.spanContext())
        .map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`),
    );
  });
});

describe('the address of a request', () => {
  it('is recorded without credentials and secrets', async () => {
    const url = server.url.replace('//', '//user:s3cr3t@');

    await get({ params: { page: 2, password: 's3cr3t', access_token: 's3cr3t' } }, `${url}/stock`);

    const { attributes } = await traced.span('GET');
    expect(attributes['url.full']).toBe(
      `${server.url.replace('//', '//REDACTED:REDACTED@')}/stock?page=2&password=REDACTED&access_token=REDACTED`,
    );
    expect(JSON.stringify(traced.spans()[0]?.attributes)).not.toContain('s3cr3t');
    expect(server.received[0]?.headers.authorization).toMatch(/^Basic /);
  });

  it('may be one that cannot be read, which is not our error', async () => {
    await expect(get({}, 'http://a:b')).rejects.toBeInstanceOf(Error);

    expect((await traced.span('GET')).attributes).not.toHaveProperty(['url.full']);
  });
});
