import { once } from 'node:events';
import { connect } from 'node:net';
import { All, Controller, Get, Param } from '@nestjs/common';
import { SpanKind } from '@opentelemetry/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HttpOptions } from '../../lib/index.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { platforms } from './support/platforms.js';

@Controller()
class AnyController {
  @Get('any/:id')
  find(@Param('id') id: string): string {
    return id;
  }

  @All('last')
  last(): string {
    return 'last';
  }
}

/** Everything that looks into requests, so that each of it meets each of them. */
const http: HttpOptions = {
  ignore: ['/ignored', /^\/ignored\//, () => false],
  isError: (status) => status === 404,
  trustIncomingContext: () => true,
  captureHeaders: { request: ['__proto__', 'x-a', 'host'], response: ['__proto__', 'date'] },
};

const head = 'host: shop.test\r\nconnection: close\r\n\r\n';

const requests: [string, string | Buffer][] = [
  // More than Node takes, and little enough to be read at once: what is left unread when Node closes
  // the connection resets it, and the answer may be lost.
  ['headers of 20 kB', `GET /any/7 HTTP/1.1\r\nx-a: ${'a'.repeat(20_000)}\r\n${head}`],
  [
    'bytes of no alphabet in its path',
    Buffer.from(`GET /any/\xff\x80\xfe HTTP/1.1\r\n${head}`, 'latin1'),
  ],
  ['a zero byte in its path', `GET /any/\0 HTTP/1.1\r\n${head}`],
  ['escapes that are none', `GET /any/%zz HTTP/1.1\r\n${head}`],
  ['escapes that are none in its query', `GET /any/7?%zz=%&password=%e0%a4%a HTTP/1.1\r\n${head}`],
  ['half a character', `GET /any/%e0%a4%a HTTP/1.1\r\n${head}`],
  ['a whole URL', `GET http://user:pass@shop.test/any/7?a=b HTTP/1.1\r\n${head}`],
  ['a URL of nothing', `GET http:// HTTP/1.1\r\n${head}`],
  ['a URL of another kind', `GET javascript:alert(1) HTTP/1.1\r\n${head}`],
  ['an asterisk', `OPTIONS * HTTP/1.1\r\n${head}`],
  ['no path', `GET ?a=b HTTP/1.1\r\n${head}`],
  ['slashes alone', `GET //////any//7 HTTP/1.1\r\n${head}`],
  ['dots that lead out', `GET /any/../../../etc/passwd HTTP/1.1\r\n${head}`],
  ['a method that Node does not know', `BREW /any/7 HTTP/1.1\r\n${head}`],
  ['a method that Nest does not know', `M-SEARCH /any/7 HTTP/1.1\r\n${head}`],
  ['two hosts', `GET /any/7 HTTP/1.1\r\nhost: a.test\r\n${head}`],
  ['no host', 'GET /any/7 HTTP/1.1\r\nconnection: close\r\n\r\n'],
  ['a host that is none', 'GET /any/7 HTTP/1.1\r\nhost: [::1:99999\r\nconnection: close\r\n\r\n'],
  ['a path of 15 kB', `GET /any/${'a'.repeat(15_000)} HTTP/1.1\r\n${head}`],
  ['a query of 15 kB', `GET /any/7?${'token=a&'.repeat(1_900)} HTTP/1.1\r\n${head}`],
  [
    'headers named after what objects have',
    `GET /any/7 HTTP/1.1\r\n__proto__: a\r\nconstructor: b\r\nhasOwnProperty: c\r\n${head}`,
  ],
  [
    'a forged proxy',
    `GET /any/7 HTTP/1.1\r\nx-forwarded-for: \xff, ,,\r\nx-forwarded-proto: ,\r\nx-forwarded-host: [\r\n${head}`,
  ],
  [
    'a trace context of junk',
    `GET /any/7 HTTP/1.1\r\ntraceparent: ${'0'.repeat(3_000)}\r\ntracestate: ${'=,'.repeat(1_000)}\r\nbaggage: ${'%zz=%,'.repeat(1_000)}\r\n${head}`,
  ],
  [
    'a body of a wrong length',
    `POST /last HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: 5\r\n${head}{}`,
  ],
  [
    'a body in chunks that are none',
    `POST /last HTTP/1.1\r\ntransfer-encoding: chunked\r\n${head}zz\r\n`,
  ],
  ['an upgrade nobody offers', `GET /any/7 HTTP/1.1\r\nupgrade: h2c\r\n${head}`],
  ['what is no HTTP', '\x16\x03\x01\x00\xa5\x01\x00\r\n\r\n'],
  ['HTTP/1.0', 'GET /any/7 HTTP/1.0\r\n\r\n'],
];

describe.each(platforms)('a request on %s', (_, makeAdapter) => {
  let plain: TracedApplication;
  let traced: TracedApplication;

  beforeAll(async () => {
    const metadata = { controllers: [AnyController] };
    plain = await startTracedApplication(metadata, { enabled: false }, { adapter: makeAdapter() });
    traced = await startTracedApplication(metadata, { http }, { adapter: makeAdapter() });
  });

  beforeEach(() => traced.reset());

  afterAll(async () => {
    await plain.close();
    await traced.close();
  });

  it.each(requests)('of %s is answered byte for byte as without tracing', async (_name, bytes) => {
    const answer = await send(traced, bytes);

    expect(answer).toBe(await send(plain, bytes));
    expect(answer).not.toMatch(/^HTTP\/1\.1 500/);
  });

  it.each(requests)('of %s has a span within limits, or none', async (_name, bytes) => {
    await send(traced, bytes);
    await send(traced, `GET /last HTTP/1.1\r\n${head}`);

    await traced.span('GET /last');
    const servers = traced.spans().filter(({ kind }) => kind === SpanKind.SERVER);
    expect(servers.length).toBeLessThanOrEqual(2);
    for (const { name, attributes } of servers) {
      expect(name.length).toBeLessThan(40);
      // Node takes 16 KiB, and a mask is longer than what it hides.
      expect(JSON.stringify(attributes).length).toBeLessThan(48_000);
    }
  });
});

/** The answer to bytes as they stand, less the time of day. */
async function send(to: TracedApplication, bytes: string | Buffer): Promise<string> {
  const socket = connect(Number(new URL(to.url).port), '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', () => {});
  socket.end(bytes);
  await once(socket, 'close');
  return Buffer.concat(chunks)
    .toString('latin1')
    .replace(/^Date: .*\r\n/im, '');
}
