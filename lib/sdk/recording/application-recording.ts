import type {
  ResolvedSampling,
  ResolvedTracingOptions,
} from '../../options/resolved-options.interface.js';
import { resolveTracingOptions } from '../../options/resolve-tracing-options.js';
import { readTracingEnvironment } from '../../options/tracing-environment.js';
import type { TracingModuleOptions } from '../../options/tracing-options.interface.js';
import type { TracingRuntime } from '../tracing-runtime.js';
import { SpanRecording } from './span-recording.js';

const EVERYTHING: ResolvedSampling = {
  isParentBased: false,
  ratio: 1,
  maxPerSecond: undefined,
  rules: [],
  jaegerRemote: undefined,
  sampler: undefined,
};

/**
 * One application under test. TracingModule asks it for options and runtime in place of starting as
 * in production: the options of the application hold, but for where spans go and which are recorded.
 */
export class ApplicationRecording {
  readonly spans = new SpanRecording();
  readonly #settled: Promise<ResolvedTracingOptions>;
  #settle: (options: ResolvedTracingOptions) => void = () => undefined;
  #options: ResolvedTracingOptions | undefined;
  #runtime: TracingRuntime | undefined;

  /** @param asked options of the test, which stand above those of the application */
  constructor(private readonly asked: TracingModuleOptions) {
    this.#settled = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** The options in force; undefined before the application has any. */
  get options(): ResolvedTracingOptions | undefined {
    return this.#options;
  }

  get runtime(): TracingRuntime | undefined {
    return this.#runtime;
  }

  /** @param own options of the application */
  resolve(own: TracingModuleOptions): ResolvedTracingOptions {
    this.#options ??= this.#resolve(own);
    this.#settle(this.#options);
    return this.#options;
  }

  #resolve(own: TracingModuleOptions): ResolvedTracingOptions {
    const { asked } = this;
    const all = resolveTracingOptions({ ...own, ...asked }, readTracingEnvironment());
    return Object.freeze({
      ...all,
      enabled: true,
      exporters: [],
      sampling: asked.sampling === undefined ? EVERYTHING : all.sampling,
      keep: asked.keep === undefined ? undefined : all.keep,
      shutdown: { onSignals: false, onExit: false },
      debug: asked.debug === true,
      bestPractices: isAdvised(asked) ? all.bestPractices : undefined,
    });
  }

  /** The options of the application, once they have been made. */
  settledOptions(): Promise<ResolvedTracingOptions> {
    return this.#settled;
  }

  /** @param start called once, whichever module of the application comes first */
  startOnce(start: () => TracingRuntime | undefined): TracingRuntime | undefined {
    this.#runtime ??= start();
    return this.#runtime;
  }
}

/** A test asks for advice itself; what the application has on for its developers is not for it. */
function isAdvised({ debug, bestPractices }: TracingModuleOptions): boolean {
  return debug === true || bestPractices !== undefined;
}
