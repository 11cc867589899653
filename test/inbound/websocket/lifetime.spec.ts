import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { EMPTY, NEVER } from 'rxjs';
import type { Observable } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startTracedApplication } from '../../support/traced-application.js';
import type { TracedApplication } from '../../support/traced-application.js';
import { waitFor } from '../../support/wait-for.js';
import { platforms } from './support/clients.js';
import type { GatewayClient } from './support/clients.js';

let goOn: (answer: Observable<unknown>) => void;
let isWaiting = false;

@WebSocketGateway()
class FeedGateway {
  handleDisconnect(): void {
    isWaiting = false;
  }

  @SubscribeMessage('feed')
  feed(): Observable<unknown> {
    isWaiting = true;
    return NEVER;
  }

  @SubscribeMessage('slow')
  slow(): Promise<unknown> {
    isWaiting = true;
    return new Promise((resolve) => {
      goOn = resolve;
    });
  }
}

describe.each(platforms)('the span of a message, on %s', (_, platform) => {
  let traced: TracedApplication;
  let client: GatewayClient;

  beforeEach(async () => {
    traced = await startTracedApplication(
      { providers: [FeedGateway] },
      { layers: false },
      platform,
    );
    client = await platform.connect(traced.url);
    isWaiting = false;
  });

  afterEach(async () => {
    vi.useRealTimers();
    await traced.close();
  });

  it('ends when the client leaves in the middle of an Observable', async () => {
    client.send('feed');
    await waitFor('the handler', () => isWaiting);
    expect(traced.spans()).toEqual([]);

    await client.close();

    expect((await traced.span('feed')).ended).toBe(true);
  });

  it('ends with a handler that answers when the client has left', async () => {
    client.send('slow');
    await waitFor('the handler', () => isWaiting);
    await client.close();
    await waitFor('the disconnection', () => !isWaiting);
    expect(traced.spans().map(({ name }) => name)).not.toContain('slow');

    goOn(EMPTY);

    expect((await traced.span('slow')).ended).toBe(true);
  });

  it('ends after a minute where an Observable goes on, which then is a feed', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    client.send('feed');
    await waitFor('the handler', () => isWaiting);
    await new Promise((resolve) => setImmediate(resolve));
    vi.advanceTimersByTime(59_000);
    expect(traced.spans()).toEqual([]);

    vi.advanceTimersByTime(1_000);
    vi.useRealTimers();

    expect((await traced.span('feed')).ended).toBe(true);
    await client.close();
  });
});
