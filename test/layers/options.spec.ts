import 'nestjs-tracing/testing/vitest';
import { setTimeout as wait } from 'node:timers/promises';
import { Controller, Get, Injectable, Scope, UseGuards } from '@nestjs/common';
import type { CanActivate } from '@nestjs/common';
import { context, trace } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { NoSpan, Span, runInSpan } from '../../lib/index.js';
import type { TracingModuleOptions } from '../../lib/index.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';

class FirstGuard implements CanActivate {
  canActivate(): boolean {
    return true;
  }
}

class SecondGuard extends FirstGuard {}

class SlowGuard implements CanActivate {
  async canActivate(): Promise<boolean> {
    await wait(30);
    return true;
  }
}

class MarkingGuard implements CanActivate {
  canActivate(): boolean {
    trace.getActiveSpan()?.setAttribute('user.role', 'clerk');
    return true;
  }
}

class AskingGuard implements CanActivate {
  canActivate(): boolean {
    return trace.getActiveSpan()?.spanContext() !== undefined;
  }
}

let finishLater: (() => void) | undefined;

class LeavingGuard implements CanActivate {
  canActivate(): boolean {
    const active = context.active();
    finishLater = () => context.with(active, () => runInSpan('left behind', () => undefined));
    return true;
  }
}

@Injectable()
class PricesService {
  readonly #rate = 2;

  price(amount: number): number {
    return amount * this.#rate;
  }

  @Span('prices.load')
  async load(): Promise<number> {
    return Promise.resolve(this.price(21));
  }

  @NoSpan()
  quietly(): number {
    return 0;
  }

  onModuleInit(): void {}
}

@Injectable({ scope: Scope.REQUEST })
class BasketService {
  constructor(private readonly prices: PricesService) {}

  async total(): Promise<number> {
    this.prices.quietly();
    return this.prices.load();
  }
}

@Controller()
class AppController {
  constructor(private readonly basket: BasketService) {}

  @Get('two')
  @UseGuards(FirstGuard, SecondGuard)
  two(): string {
    return 'two';
  }

  @Get('slow')
  @UseGuards(SlowGuard)
  slow(): string {
    return 'slow';
  }

  @Get('marked')
  @UseGuards(MarkingGuard, AskingGuard, FirstGuard)
  marked(): string {
    return 'marked';
  }

  @Get('left')
  @UseGuards(LeavingGuard)
  left(): string {
    finishLater?.();
    return 'left';
  }

  @Get('total')
  async total(): Promise<number> {
    return this.basket.total();
  }
}

const never = { minDurationMs: 3_600_000 };

const cases: [what: string, layers: TracingModuleOptions['layers'], expected: string][] = [
  ['no layer', false, 'SERVER GET /two'],
  ['one layer less', { guards: false }, 'SERVER GET /two\n  AppController.two'],
  [
    'those of a layer that are included',
    { guards: { minDurationMs: 0, include: ['SecondGuard'] } },
    'SERVER GET /two\n  AppController.two\n  SecondGuard.canActivate',
  ],
  [
    'all but those excluded, by class, method or pattern',
    { minDurationMs: 0, exclude: [/^First/g, 'AppController.two'] },
    'SERVER GET /two\n  SecondGuard.canActivate',
  ],
  ['handlers that last, when told so', { ...never, handlers: never }, 'SERVER GET /two'],
];

async function inApplication(
  layers: TracingModuleOptions['layers'],
  test: (traced: TracedApplication) => Promise<void>,
): Promise<void> {
  const root = { controllers: [AppController], providers: [BasketService, PricesService] };
  const traced = await startTracedApplication(root, { layers });
  try {
    await test(traced);
  } finally {
    await traced.close();
  }
}

describe('the option "layers"', () => {
  it.each(cases)('shows %s', async (_, layers, expected) => {
    await inApplication(layers, async (traced) => {
      await fetch(`${traced.url}/two`);

      await traced.serverSpan();
      expect(await traced.treeOf(1)).toBe(tree(expected));
    });
  });

  it('holds for its own application, where two share their classes', async () => {
    await inApplication('all', async (shown) => {
      await inApplication(false, async (hidden) => {
        await fetch(`${shown.url}/two`);
        await fetch(`${hidden.url}/two`);

        await Promise.all([hidden.serverSpan(), shown.serverSpan()]);
        expect(hidden.spans()).toMatchTrace('SERVER GET /two');
        expect(shown.spans()).toMatchTrace(`
          SERVER GET /two
            AppController.two
            FirstGuard.canActivate
            SecondGuard.canActivate
        `);
      });
    });
  });
});

describe('a quiet layer', () => {
  it('has a span when it lasts', async () => {
    await inApplication({ minDurationMs: 5 }, async (traced) => {
      await fetch(`${traced.url}/slow`);

      const span = await traced.span('SlowGuard.canActivate');
      const [seconds, nanos] = span.duration;
      expect(seconds * 1_000 + nanos / 1_000_000).toBeGreaterThan(25);
    });
  });

  it('has one when it sets an attribute, or asks in which span it is', async () => {
    await inApplication(never, async (traced) => {
      await fetch(`${traced.url}/marked`);

      expect(await traced.treeOf(4)).toBe(
        tree(`
          SERVER GET /marked
            AppController.marked
            AskingGuard.canActivate
            MarkingGuard.canActivate
        `),
      );
      const { attributes } = await traced.span('MarkingGuard.canActivate');
      expect(attributes).toEqual({ 'nestjs.type': 'guard', 'user.role': 'clerk' });
    });
  });

  it('that has vanished leaves what starts in its context to its parent', async () => {
    await inApplication(never, async (traced) => {
      await fetch(`${traced.url}/left`);

      expect(await traced.treeOf(3)).toBe(
        tree(`
          SERVER GET /left
            AppController.left
            left behind
        `),
      );
    });
  });
});

describe('providers', () => {
  it('have no spans of their own accord', async () => {
    await inApplication('all', async (traced) => {
      await fetch(`${traced.url}/total`);

      expect(await traced.treeOf(3)).toBe(
        tree(`
          SERVER GET /total
            AppController.total
              prices.load
        `),
      );
    });
  });

  it('have them for every method when asked for, but those settled otherwise', async () => {
    await inApplication({ minDurationMs: 0, providers: true }, async (traced) => {
      await fetch(`${traced.url}/total`);

      expect(await traced.treeOf(5)).toBe(
        tree(`
          SERVER GET /total
            AppController.total
              BasketService.total
                prices.load
                  PricesService.price
        `),
      );
    });
  });
});
