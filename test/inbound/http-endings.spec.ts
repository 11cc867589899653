import { once } from 'node:events';
import { Agent, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { Controller, Get, Res, Sse, StreamableFile } from '@nestjs/common';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { Observable } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { waitFor } from '../support/wait-for.js';
import { platforms } from './support/platforms.js';

type Response = ServerResponse & { raw?: ServerResponse; hijack?: () => void };

/** Lets go of a handler that waits. */
let proceed: (() => void) | undefined;

/** Node's own response, which Fastify then leaves alone. */
function ownResponse(platform: Response): ServerResponse {
  platform.hijack?.();
  return platform.raw ?? platform;
}

@Controller()
class EndingsController {
  @Get('any')
  any(): string {
    return 'any';
  }

  @Get('slow')
  async wait(): Promise<string> {
    await new Promise<void>((resolve) => {
      proceed = resolve;
    });
    return 'slow';
  }

  @Get('parts')
  parts(@Res() platform: Response): void {
    const response = ownResponse(platform);
    response.write('one');
    proceed = () => response.end('two');
  }

  @Get('by-hand')
  byHand(@Res() platform: Response): void {
    const response = ownResponse(platform);
    response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' });
    response.write('data: one\n\n');
    proceed = () => response.end();
  }

  @Get('gone')
  leave(@Res() platform: Response): void {
    ownResponse(platform).destroy();
  }

  @Get('file')
  download(): StreamableFile {
    return new StreamableFile(Readable.from(['one', 'two']));
  }

  @Get('broken-file')
  downloadBroken(): StreamableFile {
    const file = new Readable({ read() {} });
    file.push('one');
    proceed = () => file.destroy(new RangeError('disk gone'));
    return new StreamableFile(file);
  }

  @Sse('endless')
  endless(): Observable<{ data: string }> {
    return new Observable((subscriber) => {
      subscriber.next({ data: 'one' });
      proceed = () => subscriber.complete();
    });
  }
}

describe.each(platforms)('the span of a request on %s ends', (_, makeAdapter) => {
  let traced: TracedApplication;

  const start = async () => {
    const making = { adapter: makeAdapter() };
    traced = await startTracedApplication({ controllers: [EndingsController] }, {}, making);
  };

  beforeAll(start);

  beforeEach(() => {
    traced.reset();
    proceed = undefined;
  });

  afterAll(() => traced.close());

  const ask = (path: string, options: { method?: string; agent?: Agent } = {}) => {
    const asked = request(`${traced.url}${path}`, options);
    asked.on('error', () => {});
    asked.end();
    return asked;
  };

  const responseTo = async (path: string, options = {}) => {
    const [response] = (await once(ask(path, options), 'response')) as [IncomingMessage];
    response.on('error', () => {});
    return response;
  };

  const serverSpans = () => traced.spans().filter(({ kind }) => kind === SpanKind.SERVER);
  const serverSpan = () => waitFor('the SERVER span', () => serverSpans().at(0));

  it.each([
    ['Nest makes', '/endless'],
    ['is written by hand', '/by-hand'],
  ])('with the head of an event stream that %s', async (_name, path) => {
    const response = await responseTo(path);
    await once(response, 'data');

    const { name, attributes } = await serverSpan();
    expect([name, attributes['http.response.status_code']]).toEqual([`GET ${path}`, 200]);
    expect(response.readableEnded).toBe(false);
    proceed?.();
    await once(response.resume(), 'end');
    expect(serverSpans()).toHaveLength(1);
  });

  it('with the last part of any other stream', async () => {
    const response = await responseTo('/parts');
    await once(response, 'data');
    expect(serverSpans()).toEqual([]);

    proceed?.();

    await once(response.resume(), 'end');
    expect((await serverSpan()).name).toBe('GET /parts');
  });

  it('once when the head alone is asked for', async () => {
    (await responseTo('/file', { method: 'HEAD' })).resume();

    expect((await serverSpan()).name).toBe('HEAD /file');
    expect(serverSpans()).toHaveLength(1);
  });

  it('when a file breaks off', async () => {
    const response = await responseTo('/broken-file');
    await once(response, 'data');

    proceed?.();

    await serverSpan();
    expect(serverSpans()).toHaveLength(1);
  });

  it('when the handler destroys the response, and has no status then', async () => {
    ask('/gone');

    const { status, attributes } = await serverSpan();
    expect(status.code).toBe(SpanStatusCode.UNSET);
    expect(attributes).not.toHaveProperty(['http.response.status_code']);
  });

  it('once for each of the requests of one connection', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let count = 1; count <= 3; count += 1) {
      const response = await responseTo('/any', { agent });
      await once(response.resume(), 'end');
      await waitFor(`${count} spans`, () => serverSpans().length === count);
    }

    agent.destroy();

    const traces = new Set(serverSpans().map((span) => span.spanContext().traceId));
    expect(traces.size).toBe(3);
  });

  it('when the client breaks off in the middle of a body', async () => {
    const socket = connect(Number(new URL(traced.url).port), '127.0.0.1');
    socket.write(
      'POST /any HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{',
    );
    await once(socket, 'connect');
    await waitFor('the request', async () => {
      const app = traced.app.getHttpServer() as {
        getConnections(callback: (error: unknown, count: number) => void): void;
      };
      return new Promise((resolve) => app.getConnections((_error, count) => resolve(count > 0)));
    });

    socket.end();

    expect((await serverSpan()).name).toBe('POST');
    expect(serverSpans()).toHaveLength(1);
  });

  it('and is exported when the application closes meanwhile', async () => {
    const response = once(ask('/slow'), 'response');
    await waitFor('the handler', () => proceed);

    const closing = traced.app.close();
    proceed?.();
    ((await response) as [IncomingMessage])[0].resume();
    await closing;

    expect(serverSpans().map(({ name }) => name)).toEqual(['GET /slow']);
    await start();
  });
});
