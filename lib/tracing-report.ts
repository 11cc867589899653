import { Logger } from '@nestjs/common';
import { ROOT_CONTEXT, context, diag } from '@opentelemetry/api';
import type { HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { diagnose } from './instrumentation/report/diagnose.js';
import { formatFinding, formatReportLine } from './instrumentation/report/format-report-line.js';
import { formatReportTable } from './instrumentation/report/format-report-table.js';
import { gatherApiCopies } from './instrumentation/report/gather-api-copies.js';
import { gatherLibraries } from './instrumentation/report/gather-libraries.js';
import { gatherNestParts } from './instrumentation/report/gather-nest-parts.js';
import type {
  TracingDiagnostics,
  TracingFinding,
} from './instrumentation/report/tracing-diagnostics.interface.js';
import type { ResolvedTracingOptions } from './options/resolved-options.interface.js';
import { isBundled } from './packages/is-bundled.js';
import { describeMachine } from './sdk/describe-machine.js';
import type { TracingRuntime } from './sdk/tracing-runtime.js';
import { guarded } from './spans/guarded.js';
import { formatOf } from './terminal/terminal-stream.js';
import { attachedLibraries } from './traced-libraries.js';
import { TRACING_SUPPRESSED } from './tracing.internal-constants.js';

/**
 * What is traced in an application, and what is not and why: told when it has started, and to
 * whoever asks.
 */
export class TracingReport {
  readonly #logger = new Logger('TracingModule');

  constructor(
    private readonly options: ResolvedTracingOptions,
    private readonly runtime: TracingRuntime | undefined,
    private readonly modules: ModulesContainer,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  diagnostics(): TracingDiagnostics {
    return diagnose({
      options: this.options,
      machine: describeMachine(this.options, this.runtime),
      libraries: gatherLibraries(attachedLibraries()),
      nest: gatherNestParts(this.modules, this.adapterHost, this.options),
      api: gatherApiCopies(),
      isBundled: isBundled(),
      practices: this.runtime?.watcher?.advice.findings ?? [],
    });
  }

  /** One line, a warning for each problem, and for `debug` everything as a table on stderr. */
  tell(): void {
    const { enabled, debug } = this.options;
    if (!enabled || (this.runtime?.isRecording === true && !debug)) {
      return;
    }
    this.options.warnings.forEach((warning) => diag.warn(warning));
    const diagnostics = this.diagnostics();
    this.#logger.log(formatReportLine(diagnostics));
    for (const problem of diagnostics.problems) {
      this.#logger.warn(formatFinding(problem));
    }
    this.runtime?.watcher?.advice.tellThrough((finding) => this.#advise(finding));
    if (debug) {
      const { stderr } = process;
      stderr.write(`\n${formatReportTable(diagnostics, formatOf(stderr))}\n`);
    }
  }

  /** Apart from the request in which it was seen, and without spans of its own. */
  #advise(finding: TracingFinding): void {
    const outside = ROOT_CONTEXT.setValue(TRACING_SUPPRESSED, true);
    guarded('telling of a practice', () =>
      context.with(outside, () => this.#logger.warn(formatFinding(finding))),
    );
  }
}
