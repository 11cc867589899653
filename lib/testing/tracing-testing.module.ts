import { isDeepStrictEqual } from 'node:util';
import { Module } from '@nestjs/common';
import type { DynamicModule, Provider } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { testingMessages } from '../errors/testing-messages.js';
import { TracingConfigurationError } from '../errors/tracing-configuration.error.js';
import type { ResolvedTracingOptions } from '../options/resolved-options.interface.js';
import type { TracingModuleOptions } from '../options/tracing-options.interface.js';
import type { ApplicationRecording } from '../sdk/recording/application-recording.js';
import { recordingIn } from '../sdk/recording/recording-in.js';
import { letGoOfUnused } from '../sdk/start-tracing.js';
import { record } from '../tracing-launch.js';
import {
  RECORDING_OPTIONS,
  RESOLVED_OPTIONS,
  TRACING_RUNTIME,
} from '../tracing.internal-constants.js';
import { TracingModule, defineTracing } from '../tracing.module.js';
import { TraceRecorder } from './trace-recorder.js';

/**
 * What a test can ask for: everything of `TracingModule.forRoot()` but where spans go and what
 * happens when the process ends. Each option given here stands above that of the application.
 *
 * Without `sampling` every trace is recorded, whatever the application and `OTEL_*` say. With
 * `debug: true` the start-up report and each trace are printed on stderr.
 *
 * @publicApi
 */
export type TracingTestingOptions = Omit<
  TracingModuleOptions,
  'enabled' | 'exporter' | 'otlp' | 'jaeger' | 'zipkin' | 'batch' | 'shutdown' | 'shutdownTimeoutMs'
>;

/** Marks the TracingModule of the kit. */
const STAND_IN = Symbol('stand-in for TracingModule');

/**
 * Records the spans of an application under test in memory, for `TraceRecorder` to read. Import it
 * beside what is under test, whether or not that imports `TracingModule` itself: nothing leaves the
 * process, and several such applications in one process do not see each other's spans. It may be
 * imported again, such as by a module of test helpers, with the same options.
 *
 * @example
 * ```ts
 * import { Test } from '@nestjs/testing';
 * import { TraceRecorder, TracingTestingModule } from 'nestjs-tracing/testing';
 *
 * const testing = await Test.createTestingModule({
 *   imports: [TracingTestingModule.forRoot()],
 * }).compile();
 * const traces = testing.get(TraceRecorder);
 * ```
 * @publicApi
 */
@Module({})
export class TracingTestingModule {
  /**
   * @throws TracingConfigurationError while the application is made, when an option cannot be used,
   *   or imports of this module in one application have different options
   */
  static forRoot(options: TracingTestingOptions = {}): DynamicModule {
    // What the import of AppModule has started is not to send what the test does until it compiles.
    letGoOfUnused();
    return {
      module: TracingTestingModule,
      global: true,
      imports: [standIn()],
      providers: [
        { provide: RECORDING_OPTIONS, useValue: options },
        {
          provide: TraceRecorder,
          useFactory: (modules: ModulesContainer) => new TraceRecorder(recordingOf(modules)),
          inject: [ModulesContainer],
        },
      ],
      exports: [TraceRecorder],
    };
  }
}

/** TracingModule for what is tested without it; where the application has one, with the options of that. */
function standIn(): DynamicModule {
  const providers: Provider[] = [
    { provide: STAND_IN, useValue: true },
    {
      provide: RESOLVED_OPTIONS,
      useFactory: (modules: ModulesContainer) => {
        refuseContradictions(modules);
        const recording = recordingOf(modules);
        return hasModuleOfItsOwn(modules) ? recording.settledOptions() : recording.resolve({});
      },
      inject: [ModulesContainer],
    },
    {
      provide: TRACING_RUNTIME,
      useFactory: (options: ResolvedTracingOptions, modules: ModulesContainer) =>
        record(options, recordingOf(modules)),
      inject: [RESOLVED_OPTIONS, ModulesContainer],
    },
  ];
  return defineTracing({ module: TracingModule }, providers);
}

function recordingOf(modules: ModulesContainer): ApplicationRecording {
  // It is there, since this module is.
  return recordingIn(modules)!;
}

function hasModuleOfItsOwn(modules: ModulesContainer): boolean {
  return [...modules.values()].some(
    ({ metatype, providers }) => metatype === TracingModule && !providers.has(STAND_IN),
  );
}

/** The recording has the options of the first kit; silently to drop those of another would be a riddle. */
function refuseContradictions(modules: ModulesContainer): void {
  const [first, ...others] = optionsOfKits(modules);
  const different = others
    .flatMap((other) => Object.keys({ ...first, ...other }).map((key) => ({ key, other })))
    .filter(({ key, other }) => !isDeepStrictEqual(first?.[key], other[key]))
    .map(({ key }) => key);
  if (different.length > 0) {
    const message = testingMessages.contradiction([...new Set(different)]);
    throw new TracingConfigurationError([{ code: 'TESTING_OPTIONS_CONTRADICT', message }]);
  }
}

function optionsOfKits(modules: ModulesContainer): Record<string, unknown>[] {
  return [...modules.values()]
    .map(({ providers }) => providers.get(RECORDING_OPTIONS)?.instance)
    .filter((options) => options !== undefined) as Record<string, unknown>[];
}
