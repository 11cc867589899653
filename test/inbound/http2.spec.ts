import { once } from 'node:events';
import { connect } from 'node:http2';
import type { ClientHttp2Session, ClientHttp2Stream, Http2ServerRequest } from 'node:http2';
import { Controller, Get, Post, Req, Res, Sse } from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { SpanStatusCode } from '@opentelemetry/api';
import { Observable } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runInSpan } from '../../lib/index.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { waitFor } from '../support/wait-for.js';

let pending = 0;

interface FastifyReplyLike {
  readonly raw: { write(text: string): void; stream: { destroy(error: Error): void } };
  hijack(): void;
}

@Controller()
class StreamsController {
  @Get('any/:id')
  any(): string {
    return 'any';
  }

  @Get('never')
  async wait(): Promise<never> {
    pending += 1;
    return new Promise(() => {});
  }

  @Post('own')
  async readByHand(@Req() { raw }: { raw: Http2ServerRequest }): Promise<string> {
    return new Promise((resolve) => {
      raw.on('data', () => {});
      raw.on('end', () => resolve(runInSpan('save', () => 'read')));
    });
  }

  @Get('torn')
  tear(@Res() reply: FastifyReplyLike): void {
    reply.hijack();
    reply.raw.write('one');
    reply.raw.stream.destroy(new RangeError('disk gone'));
  }

  @Sse('endless')
  endless(): Observable<{ data: string }> {
    return new Observable((subscriber) => subscriber.next({ data: 'one' }));
  }
}

describe('a request over HTTP/2', () => {
  let traced: TracedApplication;
  let session: ClientHttp2Session;

  beforeAll(async () => {
    const adapter = new FastifyAdapter({ http2: true }) as unknown as AbstractHttpAdapter;
    adapter
      .getInstance<{
        addContentTypeParser(type: string, parser: (...args: Function[]) => void): void;
      }>()
      .addContentTypeParser('application/x-own', (_request, _payload, done) => done?.(null));
    const http = { captureHeaders: { response: ['content-type'] }, traceResponseHeader: true };
    traced = await startTracedApplication(
      { controllers: [StreamsController] },
      { http },
      { adapter },
    );
    session = connect(traced.url.replace('https', 'http'));
    session.on('error', () => {});
  });

  beforeEach(() => traced.reset());

  afterAll(async () => {
    session.destroy();
    await traced.close();
  });

  const ask = (
    path: string,
    headers: Record<string, string> = {},
    body = '',
  ): ClientHttp2Stream => {
    const stream = session.request({ ':path': path, ...headers });
    stream.on('error', () => {});
    if (body !== '') stream.end(body);
    return stream;
  };

  const answerTo = async (stream: ClientHttp2Stream) => {
    const [headers] = (await once(stream, 'response')) as [Record<string, string>];
    let text = '';
    for await (const chunk of stream) text += String(chunk);
    return { headers, text };
  };

  it('says what was asked and answered', async () => {
    const { headers, text } = await answerTo(ask('/any/7?page=2', { 'user-agent': 'test' }));

    const server = await traced.span('GET /any/:id');
    const { host, port } = new URL(traced.url);
    expect([text, host]).toEqual(['any', `127.0.0.1:${port}`]);
    expect(server.attributes).toEqual({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'http.response.header.content-type': ['text/plain; charset=utf-8'],
      'http.route': '/any/:id',
      'url.scheme': 'http',
      'url.path': '/any/7',
      'url.query': 'page=2',
      'network.protocol.version': '2',
      'server.address': '127.0.0.1',
      'server.port': Number(port),
      'client.address': '127.0.0.1',
      'user_agent.original': 'test',
    });
    expect(headers['traceresponse']).toContain(server.spanContext().spanId);
  });

  it('is one of many at a time, each with its own span', async () => {
    await Promise.all(['/any/1', '/any/2', '/any/3'].map((path) => answerTo(ask(path))));

    const one = 'SERVER GET /any/:id\n  StreamsController.any';
    expect(await traced.treeOf(6)).toBe([one, one, one].join('\n'));
  });

  it('is one trace when its handler reads the body', async () => {
    const headers = { ':method': 'POST', 'content-type': 'application/x-own' };
    const { text } = await answerTo(ask('/own', headers, 'by hand'));

    expect(text).toBe('read');
    expect(await traced.treeOf(3)).toBe(
      tree(`
        SERVER POST /own
          StreamsController.readByHand
          save
      `),
    );
  });

  it('ends when the client resets it', async () => {
    pending = 0;
    const stream = ask('/never');
    await waitFor('the handler', () => pending === 1);

    stream.close();

    const server = await traced.span('GET /never');
    expect(server.status.code).toBe(SpanStatusCode.UNSET);
    expect(server.attributes).not.toHaveProperty(['http.response.status_code']);
    expect(traced.spans()).toHaveLength(1);
  });

  it('fails when it is torn off on our side', async () => {
    ask('/torn');

    const server = await traced.span('GET /torn');
    expect(server.status.code).toBe(SpanStatusCode.ERROR);
    expect(server.attributes['error.type']).toBe('RangeError');
  });

  it('ends with the head of an event stream', async () => {
    const stream = ask('/endless');
    await once(stream, 'data');

    await traced.span('GET /endless');
    expect(stream.closed).toBe(false);
    stream.close();
  });
});
