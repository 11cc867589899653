import { Controller, Get, Inject } from '@nestjs/common';
import {
  CommandBus,
  CommandHandler,
  CqrsModule,
  EventBus,
  EventsHandler,
  Saga,
} from '@nestjs/cqrs';
import { propagation, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { filter, map } from 'rxjs';
import type { Observable } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SkipTracing, Span, TracingService, runInSpan } from '../../lib/index.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';

const ROUNDS = 3;

class Ping {
  constructor(readonly round: number) {}
}
class Pinged {
  constructor(readonly round: number) {}
}
class Named {}

@CommandHandler(Ping)
class PingHandler {
  constructor(@Inject(EventBus) private readonly events: EventBus) {}

  async execute({ round }: Ping): Promise<number> {
    await Promise.resolve();
    this.events.publish(new Pinged(round));
    return round;
  }
}

@EventsHandler(Pinged)
class PingedHandler {
  async handle(): Promise<void> {
    await runInSpan('count', async () => Promise.resolve());
  }
}

@EventsHandler(Named)
class NamedHandler {
  @Span('named')
  handle(): void {}
}

@Controller()
class SkippedController {
  constructor(@Inject(EventBus) private readonly events: EventBus) {}

  @SkipTracing()
  @Get('skipped')
  publish(): number {
    this.events.publish(new Pinged(ROUNDS));
    return ROUNDS;
  }
}

let baggage: string | undefined;

class EchoSagas {
  @Saga()
  echo(events$: Observable<unknown>): Observable<Ping> {
    return events$.pipe(
      filter((event) => event instanceof Pinged && event.round < ROUNDS),
      map((event) => {
        baggage = propagation.getActiveBaggage()?.getEntry('tenant')?.value;
        return new Ping((event as Pinged).round + 1);
      }),
    );
  }
}

let traced: TracedApplication;

beforeAll(async () => {
  traced = await startTracedApplication(
    {
      imports: [CqrsModule.forRoot()],
      controllers: [SkippedController],
      providers: [PingHandler, PingedHandler, NamedHandler, EchoSagas],
    },
    { messaging: { parent: 'link' } },
  );
});

beforeEach(() => traced.reset());

afterAll(() => traced.close());

const spansOf = (name: string) => traced.spans().filter((span) => span.name === name);
const idOf = (span?: ReadableSpan) => span?.spanContext();
const causesOf = (span?: ReadableSpan) => span?.links.map((link) => link.context.spanId);

describe("messaging.parent: 'link'", () => {
  it('makes a trace of each event and of each round of a loop, linked to what caused it', async () => {
    await runInSpan('begin', async () => traced.app.get(CommandBus).execute(new Ping(1)));
    await traced.treeOf(1 + ROUNDS * 3 + (ROUNDS - 1));

    const commands = spansOf('PingHandler.execute');
    const handlers = spansOf('PingedHandler.handle');
    const sagas = spansOf('EchoSagas.echo');
    const traceIds = new Set(commands.map((span) => idOf(span)?.traceId));
    expect(traceIds.size).toBe(ROUNDS);
    expect(commands[0]?.parentSpanContext?.spanId).toBe(idOf(spansOf('begin')[0])?.spanId);
    expect(handlers.map(causesOf)).toEqual(commands.map((span) => [idOf(span)?.spanId]));
    expect(sagas.map(causesOf)).toEqual(
      commands.slice(0, ROUNDS - 1).map((span) => [idOf(span)?.spanId]),
    );
    for (const root of [...handlers, ...sagas]) {
      expect(root.parentSpanContext).toBeUndefined();
    }
    expect(commands.slice(1).map((span) => span.parentSpanContext?.spanId)).toEqual(
      sagas.map((span) => idOf(span)?.spanId),
    );
  });

  it('leaves what a handler does below the handler', async () => {
    runInSpan('publish', () => traced.app.get(EventBus).publish(new Pinged(ROUNDS)));

    expect(await traced.treeOf(3)).toBe('PingedHandler.handle\n  count\npublish');
  });

  it('has nothing to link to where nothing is traced', async () => {
    traced.app.get(EventBus).publish(new Pinged(ROUNDS));

    expect((await traced.span('PingedHandler.handle')).links).toEqual([]);
  });

  it('leaves @Span() where its own rules put it', async () => {
    runInSpan('publish', () => traced.app.get(EventBus).publish(new Named()));

    expect(await traced.treeOf(2)).toBe('publish\n  named');
  });

  it('begins no trace for what a skipped request publishes', async () => {
    await fetch(`${traced.url}/skipped`);
    runInSpan('afterwards', () => undefined);

    expect(await traced.treeOf(1)).toBe('afterwards');
  });

  it('passes baggage on, and leaves the publisher in its span', () => {
    const tracing = traced.app.get(TracingService);
    runInSpan('publish', (span) => {
      tracing.withBaggage({ tenant: 'acme' }, () => {
        traced.app.get(EventBus).publish(new Pinged(1));
      });

      expect(trace.getActiveSpan()?.spanContext()).toEqual(span.spanContext());
    });
    expect(baggage).toBe('acme');
  });
});
