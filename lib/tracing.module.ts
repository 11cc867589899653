import { Global, Inject, Module, Optional } from '@nestjs/common';
import type {
  DynamicModule,
  NestModule,
  OnApplicationBootstrap,
  OnApplicationShutdown,
  OnModuleInit,
  Provider,
} from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import Axios from 'axios';
import { messages } from './errors/messages.js';
import { TracingConfigurationError } from './errors/tracing-configuration.error.js';
import { attachSkipping } from './inbound/attach-skipping.js';
import { attachGraphql } from './inbound/graphql/attach-graphql.js';
import { attachHttpHooks } from './inbound/http/attach-http-hooks.js';
import { attachRpcHooks } from './inbound/rpc/attach-rpc-hooks.js';
import { attachWebSockets } from './inbound/websocket/attach-websockets.js';
import { TracingInterceptor } from './inbound/tracing.interceptor.js';
import { attachJobs } from './jobs/attach-jobs.js';
import { attachInstances } from './layers/attach-enhancers.js';
import { attachLayers } from './layers/attach-layers.js';
import { attachPlatformMiddleware } from './layers/attach-middleware.js';
import { attachLogs } from './logging/attach-logs.js';
import { openDiagnostics } from './logging/diagnostics/diagnose-through-nest.js';
import { keepBufferedContext } from './logging/keep-buffered-context.js';
import { TracingLogger } from './logging/tracing-logger.js';
import type { ResolvedTracingOptions } from './options/resolved-options.interface.js';
import { resolveTracingOptions } from './options/resolve-tracing-options.js';
import { readTracingEnvironment } from './options/tracing-environment.js';
import type {
  TracingModuleAsyncOptions,
  TracingModuleOptions,
} from './options/tracing-options.interface.js';
import { TracedHttpService } from './outbound/http/traced-http.service.js';
import { onFailedMaking } from './sdk/recording/failed-making.js';
import { recordingIn } from './sdk/recording/recording-in.js';
import type { TracingRuntime } from './sdk/tracing-runtime.js';
import { guarded } from './spans/guarded.js';
import { currentTracer } from './spans/tracer.js';
import { noteClosed, noteOpened } from './sandboxed-tracing.js';
import { isListenedTo, sweepLibraries } from './traced-libraries.js';
import { TracingLaunch, closeTracing, openTracing } from './tracing-launch.js';
import { TRACER } from './tracing.constants.js';
import { RESOLVED_OPTIONS, TRACING_RUNTIME } from './tracing.internal-constants.js';
import { TracingReport } from './tracing-report.js';
import { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } from './tracing.module-definition.js';
import { TracingService } from './tracing.service.js';

const PROVIDERS: Provider[] = [
  {
    // Of what a factory makes no method has a span, with `layers: { providers: true }` either.
    provide: TracingReport,
    useFactory: (...made: ConstructorParameters<typeof TracingReport>) =>
      new TracingReport(...made),
    inject: [RESOLVED_OPTIONS, TRACING_RUNTIME, ModulesContainer, HttpAdapterHost],
  },
  TracingService,
  TracingInterceptor,
  {
    provide: TracedHttpService,
    useFactory: ({ http }: ResolvedTracingOptions) =>
      new TracedHttpService(Axios.create(http.axios)),
    inject: [RESOLVED_OPTIONS],
  },
  { provide: TracingLogger, useFactory: () => new TracingLogger() },
  { provide: TRACER, useFactory: currentTracer, inject: [TRACING_RUNTIME] },
];

/** An application under test may have the module twice, with the same options. */
const traced = new WeakMap<ModulesContainer, ResolvedTracingOptions>();

const EXPORTS = [TracingService, TracingInterceptor, TracedHttpService, TracingLogger, TRACER];

/**
 * Traces a Nest application: import `TracingModule.forRoot({ serviceName })` in AppModule, at any
 * place of the list, and nothing else. The module is global.
 *
 * @publicApi
 */
@Global()
@Module({})
export class TracingModule
  extends ConfigurableModuleClass
  implements NestModule, OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown
{
  /**
   * Starts tracing at once, while AppModule is being evaluated, so that nothing needs to be
   * imported first or given to Node as a flag.
   *
   * @throws TracingConfigurationError when an option or environment variable cannot be used
   */
  static override forRoot(options: TracingModuleOptions = {}): DynamicModule {
    const resolved = resolveTracingOptions(options, readTracingEnvironment());
    const launch = new TracingLaunch();
    launch.begin(resolved);
    return defineTracing(super.forRoot(options), [
      {
        provide: RESOLVED_OPTIONS,
        useFactory: (modules: ModulesContainer) =>
          recordingIn(modules)?.resolve(options) ?? resolved,
        inject: [ModulesContainer],
      },
      {
        provide: TRACING_RUNTIME,
        useFactory: (modules: ModulesContainer) => {
          const recording = recordingIn(modules);
          return recording === undefined
            ? launch.begin(resolved)
            : launch.record(recording.resolve(options), recording);
        },
        inject: [ModulesContainer],
      },
    ]);
  }

  /**
   * Starts tracing at once, and configures exporter, sampler and resource when the options have
   * been made; spans from before are held until then. A TracingConfigurationError comes while the
   * application starts.
   *
   * @throws TracingConfigurationError when an environment variable cannot be used
   */
  static override forRootAsync(options: TracingModuleAsyncOptions): DynamicModule {
    const launch = new TracingLaunch();
    launch.beginEarly(resolveTracingOptions({}, readTracingEnvironment()));
    const definition = super.forRootAsync(options);
    const providers = definition.providers?.map((provider) => orGiveUp(provider, launch));
    return defineTracing({ ...definition, providers }, [
      {
        provide: RESOLVED_OPTIONS,
        useFactory: launch.orGiveUp(
          (made: TracingModuleOptions, modules: ModulesContainer) =>
            recordingIn(modules)?.resolve(made) ??
            resolveTracingOptions(made, readTracingEnvironment()),
        ),
        inject: [MODULE_OPTIONS_TOKEN, ModulesContainer],
      },
      {
        provide: TRACING_RUNTIME,
        useFactory: launch.orGiveUp(
          (resolved: ResolvedTracingOptions, modules: ModulesContainer) => {
            const recording = recordingIn(modules);
            return recording === undefined
              ? launch.begin(resolved)
              : launch.record(resolved, recording);
          },
        ),
        inject: [RESOLVED_OPTIONS, ModulesContainer],
      },
    ]);
  }

  readonly #options: ResolvedTracingOptions;
  readonly #isSpare: boolean;
  readonly #report: TracingReport;
  #detachLogs: (() => void) | undefined;
  #stopWaiting: (() => void) | undefined;
  #closing: Promise<void> | undefined;

  /** @internal */
  constructor(
    @Optional() @Inject(RESOLVED_OPTIONS) options: ResolvedTracingOptions | undefined,
    @Optional() @Inject(TRACING_RUNTIME) private readonly runtime: TracingRuntime | undefined,
    private readonly modules: ModulesContainer,
    private readonly adapterHost: HttpAdapterHost,
    private readonly applicationConfig: ApplicationConfig,
  ) {
    super();
    if (options === undefined) {
      throw new TracingConfigurationError([
        { code: 'FOR_ROOT_MISSING', message: messages.forRootMissing() },
      ]);
    }
    this.#options = options;
    // Injected, it would have this module made later than providers that log or call something.
    this.#report = new TracingReport(options, runtime, modules, adapterHost);
    this.#isSpare = traced.get(modules) === options;
    traced.set(modules, options);
    if (this.#isSpare) {
      return;
    }
    if (runtime !== undefined) {
      openTracing(runtime);
    }
    if (runtime?.isRecording === true) {
      // Those that are recorded after it would count as one of two.
      this.#stopWaiting = onFailedMaking(modules, () => void this.onApplicationShutdown());
    }
    if (options.enabled) {
      noteOpened(this);
      openDiagnostics();
      keepBufferedContext();
      this.#detachLogs = attachLogs(options.logs, isListenedTo);
      // Only here is it early enough: Nest takes message handlers from their classes right after.
      attachGraphql(this.modules, this.adapterHost, options);
      attachWebSockets(this.applicationConfig, this.modules, options);
      // Before the layers, to which the handlers of jobs are providers like any other.
      attachJobs(this.modules, options);
      attachLayers(this.modules, options);
      attachSkipping(this.modules, applicationConfig);
      this.modules.getRpcTargetRegistry().subscribe((server) => attachRpcHooks(server, options));
      this.#attachAdapter();
    }
  }

  /**
   * Of a testing module the adapter is known only now; routes are made right after.
   *
   * @internal
   */
  configure(): void {
    if (this.#options.enabled && !this.#isSpare) {
      attachInstances(this.modules);
      if (!this.#attachAdapter()) {
        this.applicationConfig.addGlobalInterceptor(new TracingInterceptor());
      }
    }
  }

  /** @internal */
  onModuleInit(): void {
    this.#stopWaiting?.();
    if (this.#options.enabled && !this.#isSpare) {
      attachInstances(this.modules);
    }
    sweepLibraries();
  }

  /** @internal */
  onApplicationBootstrap(): void {
    sweepLibraries();
    if (!this.#isSpare) {
      guarded('telling what is traced', () => this.#report.tell());
    }
  }

  /**
   * The servers have closed by now, so that the spans of the last requests are there. Nest calls this
   * each time that somebody closes the application.
   *
   * @internal
   */
  onApplicationShutdown(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    if (this.#isSpare) {
      return;
    }
    if (this.runtime !== undefined) {
      await closeTracing(this.runtime);
    }
    this.#detachLogs?.();
    noteClosed(this);
  }

  /** @returns false when there is an adapter that has no hooks */
  #attachAdapter(): boolean {
    const adapter = this.adapterHost.httpAdapter;
    if (adapter === undefined || adapter === null) {
      return true;
    }
    attachPlatformMiddleware(adapter);
    return attachHttpHooks(adapter, this.#options);
  }
}

/** The factory of the options is the user's, or asks a class of theirs. */
function orGiveUp(provider: Provider, launch: TracingLaunch): Provider {
  return 'useFactory' in provider && provider.provide === MODULE_OPTIONS_TOKEN
    ? { ...provider, useFactory: launch.orGiveUp(provider.useFactory) }
    : provider;
}

/**
 * The module with these options and this runtime.
 *
 * @param providers of RESOLVED_OPTIONS and TRACING_RUNTIME
 * @internal
 */
export function defineTracing(definition: DynamicModule, providers: Provider[]): DynamicModule {
  return {
    ...definition,
    providers: [...(definition.providers ?? []), ...providers, ...PROVIDERS],
    exports: EXPORTS,
  };
}
