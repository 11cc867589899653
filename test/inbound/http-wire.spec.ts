import { once } from 'node:events';
import { request } from 'node:http';
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { Controller, Get, Res, Sse, StreamableFile } from '@nestjs/common';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { Observable, of } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { waitFor } from '../support/wait-for.js';

let pending = 0;

@Controller()
class WireController {
  @Get('never')
  async wait(): Promise<never> {
    pending += 1;
    return new Promise(() => {});
  }

  @Get('file')
  download(): StreamableFile {
    return new StreamableFile(Readable.from(['one', 'two', 'three']));
  }

  @Get('torn')
  tear(@Res() response: ServerResponse): void {
    response.write('one');
    response.destroy(new RangeError('disk gone'));
  }

  @Sse('events')
  events(): Observable<{ data: string }> {
    return of({ data: 'one' }, { data: 'two' });
  }

  @Sse('endless')
  endless(): Observable<{ data: string }> {
    return new Observable((subscriber) => {
      subscriber.next({ data: 'one' });
      return () => {
        pending -= 1;
      };
    });
  }

  @Get('any')
  any(): string {
    return 'any';
  }
}

let traced: TracedApplication;

beforeAll(async () => {
  traced = await startTracedApplication({ controllers: [WireController] });
});

beforeEach(() => traced.reset());

afterAll(() => traced.close());

const open = (path: string): ClientRequest => {
  const asked = request(`${traced.url}${path}`);
  asked.on('error', () => {});
  asked.end();
  return asked;
};

describe('a client that goes away', () => {
  it('ends the SERVER span once, as no failure of ours', async () => {
    pending = 0;
    const asked = open('/never');
    await waitFor('the handler', () => pending === 1);

    asked.destroy();

    const server = await traced.span('GET /never');
    expect(server.status.code).toBe(SpanStatusCode.UNSET);
    expect(server.attributes).not.toHaveProperty(['http.response.status_code']);
    expect(traced.spans()).toHaveLength(1);
  });

  it('ends the span of a request that waits behind another one', async () => {
    pending = 0;
    const socket = connect(Number(new URL(traced.url).port), '127.0.0.1');
    socket.write('GET /never HTTP/1.1\r\nhost: a\r\n\r\nGET /any HTTP/1.1\r\nhost: a\r\n\r\n');
    await traced.span('WireController.any');

    socket.destroy();

    await traced.treeOf(3);
    const servers = traced.spans().filter(({ kind }) => kind === SpanKind.SERVER);
    expect(servers.map(({ name }) => name).toSorted()).toEqual(['GET /any', 'GET /never']);
  });

  it('ends the spans of an event stream no second time', async () => {
    const asked = open('/endless');
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    await once(response, 'data');
    pending = 1;

    response.destroy();
    await waitFor('the end of the stream', () => pending === 0);

    expect(await traced.treeOf(2)).toBe(
      tree(`
        SERVER GET /endless
          WireController.endless
      `),
    );
    expect((await traced.span('GET /endless')).status.code).toBe(SpanStatusCode.UNSET);
  });
});

describe('an answer that comes in parts', () => {
  it('has one span when it is a stream', async () => {
    const text = await (await fetch(`${traced.url}/file`)).text();

    expect(text).toBe('onetwothree');
    expect(await traced.treeOf(2)).toBe(
      tree(`
        SERVER GET /file
          WireController.download
      `),
    );
  });

  it('has one span when it is an event stream', async () => {
    const text = await (await fetch(`${traced.url}/events`)).text();

    expect(text).toContain('data: two');
    expect(await traced.treeOf(2)).toBe(
      tree(`
        SERVER GET /events
          WireController.events
      `),
    );
  });

  it('fails when it is torn off on our side', async () => {
    open('/torn');

    const server = await traced.span('GET /torn');
    expect(server.status.code).toBe(SpanStatusCode.ERROR);
    expect(server.attributes).toMatchObject({
      'error.type': 'RangeError',
      'http.response.status_code': 200,
    });
  });
});
