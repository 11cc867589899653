import { once } from 'node:events';
import { connect } from 'node:net';
import { All, Controller } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';

@Controller()
class AnyController {
  @All('any')
  any(): string {
    return 'any';
  }
}

let traced: TracedApplication;

beforeAll(async () => {
  traced = await startTracedApplication({ controllers: [AnyController] });
});

beforeEach(() => traced.reset());

afterAll(() => traced.close());

describe('a request as it comes over the wire', () => {
  it('has the secrets in its query masked', async () => {
    await fetch(`${traced.url}/any?page=2&password=hunter2&api_key=k&X-Amz-Signature=s&q=a`);

    const { attributes } = await traced.span('GET /any');
    expect(attributes['url.query']).toBe(
      'page=2&password=REDACTED&api_key=REDACTED&X-Amz-Signature=REDACTED&q=a',
    );
    expect(attributes['url.path']).toBe('/any');
  });

  it('has a method nobody knows as _OTHER, and out of its name', async () => {
    await fetch(`${traced.url}/any`, { method: 'PROPFIND' });

    expect((await traced.span('HTTP /any')).attributes).toMatchObject({
      'http.request.method': '_OTHER',
      'http.request.method_original': 'PROPFIND',
    });
  });

  it('has no header recorded that was not asked for', async () => {
    await fetch(`${traced.url}/any`, {
      headers: { authorization: 'Bearer s3cr3t', cookie: 's3cr3t' },
    });

    const span = await traced.span('GET /any');
    expect(JSON.stringify([span.attributes, span.events])).not.toContain('s3cr3t');
  });

  it('has a span without a host of its own', async () => {
    await write('GET /any HTTP/1.0');

    const { attributes } = await traced.span('GET /any');
    expect(attributes['network.protocol.version']).toBe('1.0');
    expect(attributes).not.toHaveProperty(['server.address']);
  });

  it.each([
    ['shop.test:8080', 'shop.test', 8080],
    ['shop.test', 'shop.test', undefined],
    ['[::1]:8080', '::1', 8080],
  ])('has the host it was sent to: %s', async (host, address, port) => {
    await write(`GET /any HTTP/1.0\r\nhost: ${host}`);

    const { attributes } = await traced.span('GET /any');
    expect([attributes['server.address'], attributes['server.port']]).toEqual([address, port]);
  });

  it('has the credentials left out of a whole URL', async () => {
    await write('GET http://user:s3cr3t@shop.test/any?page=2 HTTP/1.0');

    const { attributes } = await traced.span('GET /any');
    expect(attributes).toMatchObject({ 'url.path': '/any', 'url.query': 'page=2' });
    expect(JSON.stringify(attributes)).not.toContain('s3cr3t');
  });
});

/** Sends a request as it stands, and waits for the end of the answer. */
async function write(head: string): Promise<void> {
  const socket = connect(Number(new URL(traced.url).port), '127.0.0.1');
  socket.end(`${head}\r\n\r\n`);
  socket.resume();
  await once(socket, 'close');
}
