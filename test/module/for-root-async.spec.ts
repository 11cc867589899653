import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Module } from '@nestjs/common';
import type { INestApplicationContext } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { NestFactory } from '@nestjs/core';
import { DiagLogLevel, diag, trace } from '@opentelemetry/api';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-node';
import { beforeEach, describe, expect, it } from 'vitest';
import { TracingModule, TracingService, injectTraceContext, runInSpan } from '../../lib/index.js';
import type {
  TracingModuleAsyncOptions,
  TracingModuleOptions,
  TracingOptionsFactory,
} from '../../lib/index.js';
import { startLoopbackServer } from '../support/loopback-server.js';
import { waitFor } from '../support/wait-for.js';

let exporter: InMemorySpanExporter;

@Injectable()
class Settings {
  readonly name = 'orders';
}

@Injectable()
class TracingSettings implements TracingOptionsFactory {
  constructor(private readonly settings: Settings) {}

  createTracingOptions(): TracingModuleOptions {
    return { exporter, serviceName: this.settings.name, instrumentations: false };
  }
}

@Module({ providers: [Settings, TracingSettings], exports: [Settings, TracingSettings] })
class SettingsModule {}

const forms: [form: string, options: TracingModuleAsyncOptions][] = [
  [
    'useFactory with inject',
    {
      imports: [SettingsModule],
      inject: [Settings],
      useFactory: async (settings: Settings) => {
        await Promise.resolve();
        return { exporter, serviceName: settings.name, instrumentations: false as const };
      },
    },
  ],
  ['useClass', { imports: [SettingsModule], useClass: TracingSettings }],
  ['useExisting', { imports: [SettingsModule], useExisting: TracingSettings }],
];

const failures: [how: string, make: (error: Error) => new () => TracingOptionsFactory][] = [
  [
    'a factory that rejects',
    (error) =>
      class {
        createTracingOptions = () => Promise.reject(error);
      },
  ],
  [
    'a factory that throws',
    (error) =>
      class {
        createTracingOptions(): never {
          throw error;
        }
      },
  ],
];

beforeEach(() => {
  exporter = new InMemorySpanExporter();
});

describe('TracingModule.forRootAsync()', () => {
  it.each(forms)('takes %s', async (_, options) => {
    const app = await start(options);

    app.get(TracingService).runInSpan('work', () => undefined);

    expect(await finished()).toEqual([['work', 'orders']]);
    await app.close();
  });

  it('keeps the spans from before the options, and gives them service and exporter', async () => {
    const options: TracingModuleAsyncOptions = {
      useFactory: () =>
        runInSpan('reading the settings', () => ({ exporter, serviceName: 'orders' })),
    };
    const root = rootOf(options);
    runInSpan('before the application', () => undefined);

    const app = await NestFactory.createApplicationContext(root, { logger: false });

    expect(await finished(2)).toEqual([
      ['before the application', 'orders'],
      ['reading the settings', 'orders'],
    ]);
    await app.close();
  });

  it('makes options anew for each application of one module', async () => {
    const root = rootOf({ useFactory: () => ({ exporter, instrumentations: false }) });

    for (const name of ['first', 'second']) {
      const app = await NestFactory.createApplicationContext(root, { logger: false });
      runInSpan(name, () => undefined);
      await app.close();
    }

    expect((await finished(2)).map(([name]) => name)).toEqual(['first', 'second']);
  });

  it('records and sends nothing any more once the options say so', async () => {
    const server = await startLoopbackServer();
    const app = await start({ useFactory: () => ({ exporter, enabled: false }) });

    const tracing = app.get(TracingService);

    const work = runInSpan('work', (span) => [span.isRecording(), tracing.traceId]);
    await fetch(server.url);

    expect(work).toEqual([false, undefined]);
    expect(server.received[0]?.headers).not.toHaveProperty('traceparent');
    await app.close();
    await server.close();
  });

  it('takes exporter, resource, propagators and sampling from ConfigService, however late', async () => {
    process.env.SHOP_NAME = 'late orders';
    const app = await start({
      imports: [ConfigModule.forRoot({ ignoreEnvFile: true })],
      inject: [ConfigService],
      useFactory: async (config: ConfigService) => {
        runInSpan('while the options are made', () => undefined);
        await pause(50);
        return {
          exporter,
          serviceName: config.getOrThrow<string>('SHOP_NAME'),
          propagators: ['b3'] as const,
          sampling: { ratio: 0 },
          instrumentations: false as const,
        };
      },
    });
    delete process.env.SHOP_NAME;

    const headers = runInSpan('not sampled any more', () => injectTraceContext({}));

    expect(headers).toEqual({ b3: expect.stringMatching(/-0$/) });
    expect(await finished()).toEqual([['while the options are made', 'late orders']]);
    await app.close();
  });

  it('keeps 1,024 spans from before, and tells once how many it dropped', async () => {
    const told: string[] = [];
    const keep = (line: string) => void told.push(line);
    const logger = { error: keep, warn: keep, info: keep, debug: keep, verbose: keep };
    const root = rootOf({ useFactory: () => ({ exporter, instrumentations: false as const }) });
    for (let span = 0; span < 1_030; span += 1) {
      runInSpan('before', () => undefined);
    }
    diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });

    const app = await NestFactory.createApplicationContext(root, { logger: false });

    await finished(1_024);
    diag.disable();
    expect(exporter.getFinishedSpans()).toHaveLength(1_024);
    expect(told).toEqual([expect.stringContaining(' 6 spans were dropped')]);
    await app.close();
  });

  it('forgets without a word what was held, once the options switch tracing off', async () => {
    const root = rootOf({ useFactory: () => ({ exporter, enabled: false }) });
    const early = trace.getTracer('kept from before');
    early.startSpan('before').end();

    const app = await NestFactory.createApplicationContext(root, { logger: false });

    expect(early.startSpan('after').isRecording()).toBe(false);
    expect(exporter.getFinishedSpans()).toEqual([]);
    await app.close();
  });

  it.each(failures)(
    'fails with the error of the application for %s, and lets go',
    async (_, make) => {
      const application = start({ useClass: make(new Error('no vault')) });
      const early = trace.getTracer('kept from before');
      expect(early.startSpan('before').isRecording()).toBe(true);

      await expect(application).rejects.toThrow(/^no vault$/);

      expect(early.startSpan('after').isRecording()).toBe(false);
      expect(runInSpan('after', (span) => span.isRecording())).toBe(false);
    },
  );

  it('leaves an application from before as it was, with the libraries it listens to', async () => {
    const server = await startLoopbackServer();
    const earlier = await start({
      useFactory: () => ({ exporter, serviceName: 'orders', instrumentations: { undici: true } }),
    });

    const later = start({ useFactory: () => Promise.reject(new Error('no vault')) });
    await expect(later).rejects.toThrow(/^no vault$/);
    await runInSpan('work', () => fetch(server.url));

    expect(server.received[0]?.headers).toHaveProperty('traceparent');
    expect(await finished(2)).toEqual([
      ['GET', 'orders'],
      ['work', 'orders'],
    ]);
    await earlier.close();
    await server.close();
  });

  it('takes nothing from an application that came after it', async () => {
    const server = await startLoopbackServer();
    const failing = rootOf({ useFactory: () => Promise.reject(new Error('no vault')) });
    const other = await start({
      useFactory: () => ({ exporter, serviceName: 'orders', instrumentations: { undici: true } }),
    });

    await expect(create(failing)).rejects.toThrow(/^no vault$/);
    await runInSpan('work', () => fetch(server.url));

    expect(server.received[0]?.headers).toHaveProperty('traceparent');
    expect((await finished(2)).map(([name]) => name)).toEqual(['GET', 'work']);
    await other.close();
    await server.close();
  });

  it('fails at bootstrap with the sentence, when what is made is wrong', async () => {
    const application = start({ useFactory: () => ({ sampling: { ratio: 50 } }) });

    await expect(application).rejects.toMatchObject({ code: 'SAMPLE_RATIO_OUT_OF_RANGE' });
    await expect(application).rejects.toThrow('"sampling.ratio" must be a number from 0 to 1');
  });

  it('fails at bootstrap with the sentence, when nothing is made', async () => {
    const application = start({ useFactory: () => undefined as unknown as TracingModuleOptions });

    await expect(application).rejects.toMatchObject({ code: 'NO_OPTIONS' });
  });
});

function rootOf(options: TracingModuleAsyncOptions) {
  return { module: class {}, imports: [TracingModule.forRootAsync(options)] };
}

function start(options: TracingModuleAsyncOptions): Promise<INestApplicationContext> {
  return create(rootOf(options));
}

function create(root: ReturnType<typeof rootOf>): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });
}

/** Name and service of the finished spans, once there are as many. */
async function finished(count = 1): Promise<[name: string, service: unknown][]> {
  await waitFor(`${count} spans`, () => exporter.getFinishedSpans().length >= count);
  return exporter
    .getFinishedSpans()
    .map(({ name, resource }) => [name, resource.attributes['service.name']]);
}
