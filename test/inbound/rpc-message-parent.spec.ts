import { Controller, Inject } from '@nestjs/common';
import {
  ClientProxy,
  ClientProxyFactory,
  EventPattern,
  MessagePattern,
  Payload,
  Transport,
} from '@nestjs/microservices';
import type { TcpClientOptions } from '@nestjs/microservices';
import { SpanKind, context, propagation } from '@opentelemetry/api';
import { firstValueFrom } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runInSpan } from '../../lib/index.js';
import { listenTo, tcpWire } from '../support/microservice.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';

const target: TcpClientOptions = { transport: Transport.TCP, options: {} };
let tenant: string | undefined;

@Controller()
class ChainController {
  constructor(@Inject('NEXT') private readonly next: ClientProxy) {}

  @EventPattern('link')
  onLink(@Payload() left: number): void {
    tenant = propagation.getActiveBaggage()?.getEntry('tenant')?.value;
    if (left > 0) {
      this.next.emit('link', left - 1);
    }
  }

  @MessagePattern('ask')
  ask(): string {
    return 'answered';
  }
}

describe("messaging.parent: 'link'", () => {
  let traced: TracedApplication;
  let client: ClientProxy;

  beforeAll(async () => {
    const next = { provide: 'NEXT', useFactory: () => ClientProxyFactory.create(target) };
    traced = await startTracedApplication(
      { controllers: [ChainController], providers: [next] },
      { messaging: { parent: 'link' } },
    );
    client = await listenTo(traced.app, tcpWire);
    const { host, port } = client as unknown as { host: string; port: number };
    Object.assign(target.options!, { host, port });
    Object.assign(traced.app.get<object>('NEXT'), { host, port });
  });

  beforeEach(() => traced.reset());

  afterAll(async () => {
    await Promise.all([client.close(), traced.app.get<ClientProxy>('NEXT').close()]);
    await traced.close();
  });

  it('makes each event of a chain a trace of its own, with a link to its sender', async () => {
    await runInSpan('checkout', () =>
      firstValueFrom(client.emit('link', 2), { defaultValue: undefined }),
    );

    expect(await traced.treeOf(10)).toBe(
      tree(`
        CONSUMER process link
          ChainController.onLink
            PRODUCER send link
        CONSUMER process link
          ChainController.onLink
            PRODUCER send link
        CONSUMER process link
          ChainController.onLink
        checkout
          PRODUCER send link
      `),
    );
    const producers = traced.spans().filter(({ kind }) => kind === SpanKind.PRODUCER);
    const consumers = traced.spans().filter(({ kind }) => kind === SpanKind.CONSUMER);
    const linked = consumers.flatMap(({ links }) => links.map(({ context }) => context.spanId));
    expect(linked.toSorted()).toEqual(producers.map((one) => one.spanContext().spanId).toSorted());
  });

  it('keeps a request in the trace of its sender', async () => {
    await runInSpan('checkout', () => firstValueFrom(client.send('ask', {})));

    expect(await traced.treeOf(4)).toBe(
      tree(`
        checkout
          CLIENT ask
            SERVER ask
              ChainController.ask
      `),
    );
  });

  it('keeps the baggage of the sender', async () => {
    const baggage = propagation.createBaggage({ tenant: { value: 'acme' } });
    await context.with(propagation.setBaggage(context.active(), baggage), () =>
      firstValueFrom(client.emit('link', 0), { defaultValue: undefined }),
    );
    await traced.span('process link');

    expect(tenant).toBe('acme');
  });
});
