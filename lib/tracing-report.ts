import { Logger } from '@nestjs/common';
import { diag } from '@opentelemetry/api';
import type { HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { diagnose } from './instrumentation/report/diagnose.js';
import { formatFinding, formatReportLine } from './instrumentation/report/format-report-line.js';
import { formatReportTable } from './instrumentation/report/format-report-table.js';
import { gatherApiCopies } from './instrumentation/report/gather-api-copies.js';
import { gatherLibraries } from './instrumentation/report/gather-libraries.js';
import { gatherNestParts } from './instrumentation/report/gather-nest-parts.js';
import type { TracingDiagnostics } from './instrumentation/report/tracing-diagnostics.interface.js';
import type { ResolvedTracingOptions } from './options/resolved-options.interface.js';
import { isBundled } from './packages/is-bundled.js';
import { describeMachine } from './sdk/describe-machine.js';
import type { TracingRuntime } from './sdk/tracing-runtime.js';
import { formatOf } from './terminal/terminal-stream.js';
import { attachedLibraries } from './traced-libraries.js';

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
    });
  }

  /** One line, a warning for each problem, and for `debug` everything as a table on stderr. */
  tell(): void {
    if (!this.options.enabled) {
      return;
    }
    this.options.warnings.forEach((warning) => diag.warn(warning));
    const diagnostics = this.diagnostics();
    this.#logger.log(formatReportLine(diagnostics));
    for (const problem of diagnostics.problems) {
      this.#logger.warn(formatFinding(problem));
    }
    if (this.options.debug) {
      const { stderr } = process;
      stderr.write(`\n${formatReportTable(diagnostics, formatOf(stderr))}\n`);
    }
  }
}
