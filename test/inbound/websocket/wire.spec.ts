import type { INestApplication, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { describe, expect, it } from 'vitest';
import { startTracedApplication } from '../../support/traced-application.js';
import { openWebSocket, platforms, ws } from './support/clients.js';
import type { GatewayClient, GatewayPlatform } from './support/clients.js';
import { makeOrdersGateway, scoped } from './support/orders-gateway.js';
import { waitFor } from '../../support/wait-for.js';

interface Served {
  readonly url: string;
  close(): Promise<void>;
}

const MESSAGES: [event: string, data?: unknown][] = [
  ['orders.place', { sku: 'tea', traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7-01' }],
  ['orders.place', null],
  ['orders.place', []],
  ['orders.place', [[1, 2], 'two']],
  ['orders.place', 'x'.repeat(300_000)],
  ['orders.place'],
  ['orders.count'],
  ['orders.confirm'],
  ['orders.note', 'by the way'],
  ['orders.list'],
  ['orders.refuse', { why: 'because' }],
  ['orders.forbid'],
  ['orders.fail', 7],
  ['orders.fail-later'],
  ['orders.invalid', 7],
  ['orders.invalid-told', 7],
  ['orders.translate', 7],
  ['orders.recover'],
  ['orders.see', 'all'],
  ['scoped.find'],
  ['orders.unknown', 1],
  ['constructor', { constructor: { prototype: 1 } }],
  ['__proto__', { polluted: true }],
];

const MARK = 'end of';

const FRAMES = [
  'not json',
  '',
  'null',
  '7',
  '[]',
  '{}',
  '{"event":7}',
  '{"event":"__proto__"}',
  '{"event":"constructor","data":{"constructor":{"prototype":{"polluted":true}}}}',
  '{"event":"orders.place","data":{"__proto__":{"polluted":true},"hasOwnProperty":1}}',
  '{"event":"orders.place","data":1,"traceparent":{"toString":null}}',
  '{"event":"orders.place","data":2,"__proto__":{"traceparent":"00-0-0-01"}}',
  `{"event":"orders.place","data":"${'x'.repeat(300_000)}","traceparent":"00-0-0-01"}`,
  '{"event":"orders.place","data":3,"traceparent":"00-0-',
  Buffer.from([0xff, 0xfe, 0x00]),
];

async function serve(platform: GatewayPlatform, isTraced: boolean): Promise<Served> {
  const providers: Type<object>[] = [makeOrdersGateway(), ...scoped.providers];
  if (isTraced) {
    return startTracedApplication({ providers }, {}, platform);
  }
  const app: INestApplication = await NestFactory.create(
    { module: class {}, providers },
    { logger: false },
  );
  platform.prepare?.(app);
  await app.listen(0, '127.0.0.1');
  return { url: await app.getUrl(), close: () => app.close() };
}

/** Everything a client receives, message after message. */
async function converse(platform: GatewayPlatform, isTraced: boolean): Promise<string[]> {
  const served = await serve(platform, isTraced);
  const client = await platform.connect(served.url);
  for (const [index, [event, data]] of MESSAGES.entries()) {
    client.send(event, data);
    await settle(client, `${index} ${event}`);
  }
  await client.close();
  await served.close();
  return client.received;
}

/** What is sent from then on is answered after the message: one sent behind it has been handled. */
async function settle({ send, received }: GatewayClient, after: string): Promise<void> {
  const mark = `${MARK} ${after}`;
  send('orders.place', mark);
  await waitFor(mark, () => received.some((message) => message.includes(mark)));
}

/** A mark may overtake the answer before it, as far as both messages come in one packet. */
function withoutMarks(received: readonly string[]): string[] {
  return received.filter((message) => !message.includes(MARK));
}

async function converseInFrames(isTraced: boolean): Promise<string[]> {
  const served = await serve(ws, isTraced);
  const { socket, received } = await openWebSocket(served.url);
  FRAMES.forEach((frame) => socket.send(frame));
  socket.send('{"event":"orders.place","data":"end"}');
  await waitFor('the end', () => received.some((message) => message.includes('"end"')));
  socket.terminate();
  await served.close();
  return received;
}

describe('what a client receives', () => {
  it.each(platforms)('is the same with and without the module, on %s', async (_, platform) => {
    const untraced = await converse(platform, false);

    expect(untraced.length).toBeGreaterThan(MESSAGES.length);
    expect(withoutMarks(await converse(platform, true))).toEqual(withoutMarks(untraced));
  });

  it('is the same for frames that make no sense', async () => {
    const untraced = await converseInFrames(false);

    expect(untraced.length).toBeGreaterThan(3);
    expect(await converseInFrames(true)).toEqual(untraced);
    expect({}).not.toHaveProperty('polluted');
  });
});
