import { get as open } from 'node:http';
import vm from 'node:vm';
import { Controller, Get, Sse } from '@nestjs/common';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { Span as OpenSpan } from '@opentelemetry/api';
import { NEVER, finalize } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { Span, TracingService, runInSpan } from '../../lib/index.js';
import { TRACING_RUNTIME } from '../../lib/tracing.internal-constants.js';
import type { TracingRuntime } from '../../lib/sdk/tracing-runtime.js';
import { waitFor } from '../support/wait-for.js';
import { collectGarbage } from './support/collect-garbage.js';
import { startWatchedApplication } from './support/watched-application.js';
import type { WatchedApplication } from './support/watched-application.js';

class Gate {
  open = (): void => {};
  readonly opened = new Promise<void>((open) => (this.open = open));
}

/** What goes on after its request waits for this. */
let gate = new Gate();

const tracer = trace.getTracer('mine');

/** What JavaScript may hand over where TypeScript wants a name. */
const noNames = [undefined, null, 404, Symbol('name'), Object.create(null)] as unknown as string[];

@Controller()
class ItemsController {
  @Get('import')
  import() {
    tracer.startSpan('items.import').setAttribute('import.rows', 3);
  }

  /** Its span is the context of all that follows. */
  @Get('active')
  active() {
    return tracer.startActiveSpan('items.active', async () => Promise.resolve('ok'));
  }

  @Get('export')
  export() {
    void this.exportItems();
  }

  @Get('query')
  query() {
    const span = trace.getTracer('@opentelemetry/instrumentation-pg').startSpan('pg.query');
    void gate.opened.then(() => span.end());
  }

  @Get('sweep')
  sweep() {
    const span = tracer.startSpan('items.sweep');
    void gate.opened.then(() => span.end());
  }

  @Sse('feed')
  feed() {
    const span = tracer.startSpan('items.feed');
    return NEVER.pipe(finalize(() => span.end()));
  }

  @Get('unnamed')
  unnamed() {
    noNames.forEach((name) => tracer.startSpan(name));
    noNames.forEach((name) => trace.getTracer(name).startSpan('of no tracer'));
  }

  @Get('nowhere')
  nowhere() {
    const code = '(start) => start()';
    const filename = 'file:///srv/100%/jobs.js';
    const call = vm.runInThisContext(code, { filename }) as (start: () => OpenSpan) => OpenSpan;
    call(() => tracer.startSpan('items.nowhere'));
  }

  @Span('items.export')
  private async exportItems() {
    await gate.opened;
  }
}

const shop = { controllers: [ItemsController] };
const patienceMs = 40;

afterEach(() => {
  gate.open();
  gate = new Gate();
});

describe('a span that is left open', () => {
  it.each(['import', 'active'])(
    'is told of with its place when nothing refers to it any more: %s',
    async (path) => {
      const application = await startWatchedApplication(shop, { bestPractices: { patienceMs } });

      await application.get(`/${path}`);

      expect(await told(application)).toMatch(
        new RegExp(
          `^the span "items\\.${path}", started by ItemsController\\.${path} \\(test/practices/open-spans\\.spec\\.ts:\\d+:\\d+\\), was never ended, and nothing refers to it any more that could end it\\. A span that does not end is not exported\\. Call span\\.end\\(\\) in a "finally", or use @Span\\(\\) or runInSpan\\(\\), which do so\\.$`,
        ),
      );
      expect(application.found()).toHaveLength(1);
    },
  );

  it('is told of when the application closes', async () => {
    const { app, get, warned } = await startWatchedApplication(shop);

    await get('/import');
    tracer.startSpan('cache.warm');
    expect(warned()).toEqual([]);
    await app.close();

    expect(warned()).toEqual([
      expect.stringMatching(
        /"items\.import", started by .+, had not ended when the application clo/,
      ),
      expect.stringContaining('"cache.warm", started by '),
    ]);
  });

  it('is told of at the close also when something refers to it still', async () => {
    const application = await startWatchedApplication(shop, { bestPractices: { patienceMs } });

    await application.get('/sweep');
    await untilLeftSpansAreTold(application);
    await application.app.close();

    expect(application.found().map(({ message }) => message)).toEqual([
      expect.stringContaining('"items.import"'),
      expect.stringMatching(/^the span "items\.sweep", started by .+, had not ended when the app/),
    ]);
  });

  it('is told of whatever its name, tracer and file', async () => {
    const application = await startWatchedApplication(shop, { bestPractices: { patienceMs } });

    await application.get('/unnamed');
    await application.get('/nowhere');
    await untilLeftSpansAreTold(application);

    const names = ['undefined', 'null', '{number}', 'Symbol(name)', 'object'];
    names.push('of no tracer', 'items.nowhere', 'items.import');
    const spans = application.found().map(({ message }) => /"(.+?)"/.exec(message)?.[1]);
    expect(new Set(spans)).toEqual(new Set(names));
  });
});

describe('a span that is open for long', () => {
  it('is not told of while its method is still at work after the request', async () => {
    const application = await startWatchedApplication(shop, { bestPractices: { patienceMs } });

    await application.get('/export');
    await untilLeftSpansAreTold(application);
    await application.app.close();

    expect(application.found()).toHaveLength(1);
  });

  it('is not told of while whoever started it by hand may end it', async () => {
    const application = await startWatchedApplication(shop, { bestPractices: { patienceMs } });

    await application.get('/sweep');
    await untilLeftSpansAreTold(application);
    gate.open();
    await ended(application, 'items.sweep');
    await application.app.close();

    expect(application.found()).toHaveLength(1);
  });

  it('is not told of when it ends with its stream', async () => {
    const application = await startWatchedApplication(shop, { bestPractices: { patienceMs } });

    const request = open(`${await application.app.getUrl()}/feed`, (response) => response.resume());
    await new Promise((resolve) => request.once('response', resolve));
    await untilLeftSpansAreTold(application);
    request.destroy();
    await ended(application, 'items.feed');
    await application.app.close();

    expect(application.found()).toHaveLength(1);
  });

  it.each(['export', 'query'])(
    'is not told of when the application closes while its work goes on: %s',
    async (path) => {
      const { app, get, warned } = await startWatchedApplication(shop);

      await get(`/${path}`);
      await app.close();

      expect(warned()).toEqual([]);
    },
  );
});

describe('more open spans than are held', () => {
  it('leave the watch over all others as it is', async () => {
    const { found, finding } = await startWatchedApplication(shop);

    const spans = Array.from({ length: 5_001 }, () => tracer.startSpan('held', {}, ROOT_CONTEXT));
    runInSpan('mail ada@example.org', () => undefined);
    await finding('ID_IN_SPAN_NAME');
    spans.forEach((span) => span.end());

    expect(found()).toHaveLength(1);
  });
});

describe('the end of an application', () => {
  it.each([
    ['a span without a name is open', () => undefined],
    ['the log fails', failToTell],
  ])('delivers all spans when %s', async (_, prepare) => {
    const exporter = new KeepingExporter();
    const application = await startWatchedApplication(shop, { exporter });
    prepare(application);

    await application.get('/unnamed');
    await application.get('/import');
    await application.app.close();

    expect(exporter.names).toContain('GET /unnamed');
    expect(exporter.names).toContain('GET /import');
  });
});

/** As the exporter of a user: it has what is delivered, and nothing else. */
class KeepingExporter {
  readonly names: string[] = [];

  export(spans: readonly { name: string }[], done: (result: { code: number }) => void): void {
    this.names.push(...spans.map(({ name }) => name));
    done({ code: 0 });
  }

  async shutdown(): Promise<void> {}
}

function failToTell({ app }: WatchedApplication): void {
  app.get<TracingRuntime>(TRACING_RUNTIME).watcher?.advice.tellThrough(() => {
    throw new Error('the log is full');
  });
}

/** The first word about a span that was left open. */
async function told({ found }: WatchedApplication): Promise<string> {
  const { message } = await waitFor('a span that is left open', () => {
    collectGarbage();
    return found().find(({ code }) => code === 'SPAN_NEVER_ENDED');
  });
  return message;
}

/** Begun later, one is told of later, if those before it are to be told of at all. */
async function untilLeftSpansAreTold(application: WatchedApplication): Promise<void> {
  await application.get('/import');
  await waitFor('the span that is left open', () => {
    collectGarbage();
    return application.found().some(({ message }) => message.includes('"items.import"'));
  });
}

async function ended({ app }: WatchedApplication, name: string): Promise<void> {
  await waitFor(`the end of ${name}`, () =>
    app
      .get(TracingService)
      .finishedSpans()
      .some((span) => span.name === name),
  );
}
