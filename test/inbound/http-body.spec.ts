import type { IncomingMessage } from 'node:http';
import { Body, Controller, Post, Req, UploadedFile, UseInterceptors } from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runInSpan } from '../../lib/index.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';

@Controller('orders')
class OrdersController {
  @Post('json')
  place(@Body() body: unknown): unknown {
    return runInSpan('save', () => body);
  }

  @Post('file')
  @UseInterceptors(FileInterceptor('file'))
  upload(@UploadedFile() file: { buffer: Buffer }): string {
    return runInSpan('save', () => file.buffer.toString());
  }

  @Post('own')
  async readByHand(@Req() request: IncomingMessage): Promise<string> {
    return new Promise((resolve) => {
      request.on('data', () => {});
      request.on('end', () => resolve(runInSpan('save', () => 'read')));
    });
  }
}

/** Tells those who listen, from within a span of its own. */
@Controller('events')
class EventsController {
  @Post()
  async announce(@Req() request: IncomingMessage): Promise<void> {
    request.on('announced', () => runInSpan('hear', () => {}));
    await runInSpan('announce', async () => request.emit('announced'));
  }
}

/** As upload parsers do: goes on when the body has been read. */
function readFirst(request: IncomingMessage, _: unknown, next: () => void): void {
  if (request.headers['content-type'] === 'application/x-early') {
    request.on('data', () => {});
    request.on('end', () => next());
  } else {
    next();
  }
}

describe('a request with a body', () => {
  let traced: TracedApplication;

  beforeAll(async () => {
    const prepare = (app: INestApplication) => app.use(readFirst);
    traced = await startTracedApplication(
      { controllers: [OrdersController, EventsController] },
      {},
      { prepare },
    );
  });

  beforeEach(() => traced.reset());

  afterAll(() => traced.close());

  const post = async (path: string, body: string | FormData, type?: string) => {
    const headers = type === undefined ? undefined : { 'content-type': type };
    const response = await fetch(`${traced.url}${path}`, { method: 'POST', body, headers });
    return response.text();
  };

  it('is one trace when it is JSON', async () => {
    const answer = await post('/orders/json', '{"id":7}', 'application/json');

    expect(answer).toBe('{"id":7}');
    expect(await traced.treeOf(3)).toBe(
      tree(`
        SERVER POST /orders/json
          OrdersController.place
            save
      `),
    );
  });

  it('is one trace when it is a file', async () => {
    const form = new FormData();
    form.set('file', new Blob(['content']), 'order.txt');

    expect(await post('/orders/file', form)).toBe('content');
    expect(await traced.treeOf(3)).toBe(
      tree(`
        SERVER POST /orders/file
          OrdersController.upload
            save
      `),
    );
  });

  it('is one trace when a middleware has read it before', async () => {
    await post('/orders/json', 'early', 'application/x-early');

    expect(await traced.treeOf(3)).toBe(
      tree(`
        SERVER POST /orders/json
          OrdersController.place
            save
      `),
    );
  });

  it('is one trace when its handler reads it', async () => {
    expect(await post('/orders/own', 'by hand', 'application/x-own')).toBe('read');

    expect(await traced.treeOf(3)).toBe(
      tree(`
        SERVER POST /orders/own
          OrdersController.readByHand
          save
      `),
    );
  });

  it('leaves an event of the application in the span that told of it', async () => {
    await post('/events', '');

    expect(await traced.treeOf(4)).toBe(
      tree(`
        SERVER POST /events
          EventsController.announce
            announce
              hear
      `),
    );
  });

  it('is one trace when it comes without a connection, by inject()', async () => {
    const adapter = new FastifyAdapter();
    adapter.getInstance().addContentTypeParser('application/x-own', (_, payload, done) => {
      payload.on('data', () => {});
      payload.on('end', () =>
        done(
          null,
          runInSpan('parse', () => 'parsed'),
        ),
      );
    });
    const metadata = { controllers: [OrdersController] };
    const other = await startTracedApplication(metadata, {}, { adapter });

    const answer = await (other.app as NestFastifyApplication).inject({
      method: 'POST',
      url: '/orders/json',
      headers: { 'content-type': 'application/x-own' },
      payload: 'by hand',
    });

    expect(answer.payload).toBe('parsed');
    expect(await other.treeOf(4)).toBe(
      tree(`
        SERVER POST /orders/json
          OrdersController.place
            save
          parse
      `),
    );
    await other.close();
  });

  it('keeps the methods of request and response as they look', async () => {
    const keys: string[] = [];
    const note = (request: IncomingMessage, _: unknown, next: () => void) => {
      keys.push(...Object.keys(request));
      next();
    };
    const prepare = (app: INestApplication) => app.use(note);
    const other = await startTracedApplication(
      { controllers: [OrdersController] },
      {},
      { prepare },
    );

    await fetch(`${other.url}/orders/json`, { method: 'POST' });

    expect(keys).not.toContain('emit');
    await other.close();
  });
});
