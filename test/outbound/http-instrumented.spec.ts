import { firstValueFrom } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TracedHttpService, runInSpan } from '../../lib/index.js';
import { startLoopbackServer } from '../support/loopback-server.js';
import type { LoopbackServer } from '../support/loopback-server.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';

let server: LoopbackServer;
let traced: TracedApplication;

beforeAll(async () => {
  server = await startLoopbackServer((request, response) => {
    if (request.url === '/moved') {
      response.writeHead(302, { location: '/here' }).end();
    } else {
      response.end('answer');
    }
  });
  traced = await startTracedApplication({}, { instrumentations: 'auto' });
});

beforeEach(() => {
  traced.reset();
  server.received.length = 0;
});

afterAll(async () => {
  await traced.close();
  await server.close();
});

describe('TracedHttpService where the HTTP instrumentations listen too', () => {
  it.each([
    ['http', '/stock'],
    ['http', '/moved'],
    ['fetch', '/stock'],
  ])('has one CLIENT span with the adapter %s: %s', async (adapter, path) => {
    const http = traced.app.get(TracedHttpService);

    await runInSpan('checkout', () =>
      firstValueFrom(http.get(`${server.url}${path}`, { adapter })),
    );

    expect(await traced.treeOf(2)).toBe(
      tree(`
        checkout
          CLIENT GET
      `),
    );
    const { spanId } = (await traced.span('GET')).spanContext();
    expect(server.received[0]?.headers.traceparent).toContain(spanId);
  });

  it('leaves requests of others to them', async () => {
    await runInSpan('checkout', () => fetch(`${server.url}/stock`));

    expect(await traced.treeOf(2)).toBe(
      tree(`
        checkout
          CLIENT GET
      `),
    );
  });
});
