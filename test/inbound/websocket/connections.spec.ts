import { Catch, Injectable, Scope, UseFilters } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { SpanStatusCode } from '@opentelemetry/api';
import { afterEach, describe, expect, it } from 'vitest';
import { NoSpan, runInSpan } from '../../../lib/index.js';
import { tree } from '../../support/span-tree.js';
import { startTracedApplication } from '../../support/traced-application.js';
import type { TracedApplication } from '../../support/traced-application.js';
import { platforms } from './support/clients.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const headers = { traceparent: `00-${traceId}-${spanId}-01` };

abstract class PresenceGateway {
  async handleConnection(): Promise<void> {
    await Promise.resolve();
    runInSpan('authenticate', () => {});
  }

  handleDisconnect(): void {
    runInSpan('forget', () => {});
  }
}

@WebSocketGateway()
class ChatGateway extends PresenceGateway {
  @SubscribeMessage('say')
  say(): void {}
}

/** On the same server as the other one. */
@WebSocketGateway()
class QuietGateway {
  @NoSpan()
  handleConnection(): void {}

  @SubscribeMessage('whisper')
  whisper(): void {}
}

@Catch()
class IgnoringFilter {
  catch(): void {}
}

/** Made anew for each client: of no other gateway does Nest take care of an error of its hooks. */
@Injectable({ scope: Scope.REQUEST })
@WebSocketGateway()
@UseFilters(IgnoringFilter)
class RefusingGateway {
  handleConnection(): never {
    throw new RangeError('too many');
  }
}

describe.each(platforms)('connecting to a gateway, on %s', (_, platform) => {
  let traced: TracedApplication;

  afterEach(() => traced.close());

  const start = async (providers: Type<object>[]) => {
    traced = await startTracedApplication({ providers }, { layers: false }, platform);
  };

  it('is part of the trace of the handshake, and leaving is a trace that links to it', async () => {
    await start([ChatGateway, QuietGateway]);

    const client = await platform.connect(traced.url, headers);
    await traced.span('ChatGateway.handleConnection');
    await client.close();

    expect(await traced.treeOf(4)).toBe(
      tree(`
        ChatGateway.handleDisconnect
          forget
        SERVER ChatGateway.handleConnection
          authenticate
      `),
    );
    const connected = await traced.span('ChatGateway.handleConnection');
    expect(connected.parentSpanContext).toMatchObject({ traceId, spanId, isRemote: true });
    const left = await traced.span('ChatGateway.handleDisconnect');
    expect(left.parentSpanContext).toBeUndefined();
    expect(left.links.map(({ context }) => context.traceId)).toEqual([traceId]);
  });

  it('leaves the messages to every gateway of a server traces of their own', async () => {
    await start([ChatGateway, QuietGateway]);
    const client = await platform.connect(traced.url);
    await traced.treeOf(2);
    traced.reset();

    client.send('say');
    client.send('whisper');

    expect(await traced.treeOf(2)).toBe(
      tree(`
        SERVER say
        SERVER whisper
      `),
    );
    await client.close();
  });

  it('fails with what its hook throws', async () => {
    await start([RefusingGateway]);

    const client = await platform.connect(traced.url);

    const { status, events } = await traced.span('RefusingGateway.handleConnection');
    expect(status).toEqual({ code: SpanStatusCode.ERROR, message: 'too many' });
    expect(events).toHaveLength(1);
    await client.close();
  });
});
