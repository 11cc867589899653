import { UseGuards } from '@nestjs/common';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { NEVER, startWith } from 'rxjs';
import type { Observable } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SkipTracing, runInSpan } from '../../lib/index.js';
import { platforms } from '../inbound/websocket/support/clients.js';
import type { GatewayClient } from '../inbound/websocket/support/clients.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';

class OpenGuard {
  canActivate(): boolean {
    return true;
  }
}

@WebSocketGateway()
class OrdersGateway {
  @UseGuards(OpenGuard)
  @SubscribeMessage('place')
  async place(): Promise<{ event: string; data: string }> {
    return { event: 'placed', data: await runInSpan('store', () => Promise.resolve('7')) };
  }

  @SubscribeMessage('feed')
  feed(): Observable<{ event: string; data: string }> {
    return NEVER.pipe(startWith({ event: 'fed', data: '1' }));
  }

  @SkipTracing()
  @SubscribeMessage('ping')
  ping(): { event: string; data: string } {
    return runInSpan('unseen', () => ({ event: 'pong', data: '' }));
  }
}

describe.each(platforms)('a gateway on %s', (_, platform) => {
  let traced: TracedApplication;
  let client: GatewayClient;

  beforeEach(async () => {
    const root = { providers: [OrdersGateway] };
    traced = await startTracedApplication(root, { layers: 'all' }, platform);
    client = await platform.connect(traced.url);
    traced.reset();
  });

  afterEach(() => traced.close());

  it('has spans of its layers and handlers', async () => {
    client.send('place');
    await client.receive(1);

    expect(await traced.treeOf(4)).toBe(
      tree(`
        SERVER place
          OpenGuard.canActivate
          OrdersGateway.place
            store
      `),
    );
  });

  it('has no span that lasts longer than its message, when the client leaves a feed', async () => {
    client.send('feed');
    await client.receive(1);
    expect(traced.spans()).toEqual([]);

    await client.close();

    expect(await traced.treeOf(2)).toBe(
      tree(`
        SERVER feed
          OrdersGateway.feed
      `),
    );
  });

  it('leaves out what is marked with @SkipTracing()', async () => {
    client.send('ping');
    await client.receive(1);
    client.send('place');
    await client.receive(2);

    expect(await traced.treeOf(4)).toContain('SERVER place');
    expect(traced.spans()).toHaveLength(4);
  });
});
