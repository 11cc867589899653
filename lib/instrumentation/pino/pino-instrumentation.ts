import type * as OpenTelemetry from '@opentelemetry/instrumentation';
import type { InstrumentationConfigs } from '../../options/instrumentations.interface.js';
import { requirePackage } from '../../packages/require-package.js';
import { guarded } from '../../spans/guarded.js';
import { TRACER_NAME, TRACER_VERSION } from '../../tracing.constants.js';
import type { InstrumentationClass } from '../instrumentation-class.interface.js';
import { patchPino } from './patch-pino.js';
import type { Pino } from './patch-pino.js';
import { TraceFields } from './trace-fields.js';

type PinoConfig = InstrumentationConfigs['pino'];

const SUPPORTED_VERSIONS = ['>=6.8.0 <11'];

/**
 * The class of an instrumentation that puts trace ids into the records of pino. Its base is loaded
 * only where there is something to instrument, so that the class is made here.
 *
 * OpenTelemetry's own replaces what the package exports, which loggers made before, and files that
 * have imported pino before, never see.
 */
export function makePinoInstrumentation(): InstrumentationClass {
  const { InstrumentationBase, InstrumentationNodeModuleDefinition } = requirePackage(
    '@opentelemetry/instrumentation',
  ) as typeof OpenTelemetry;

  return class PinoInstrumentation extends InstrumentationBase<PinoConfig> {
    /** Set by the base while it is constructed, so that it must have no initial value. */
    declare fields: TraceFields;

    constructor(config: PinoConfig) {
      super(`${TRACER_NAME}/pino`, TRACER_VERSION, config);
    }

    override setConfig(config: PinoConfig): void {
      super.setConfig(config);
      this.fields = new TraceFields(config.logKeys);
    }

    /** What is patched stays so, without effect while this is disabled: there may be several copies. */
    override init(): OpenTelemetry.InstrumentationNodeModuleDefinition {
      const addFields = (line: string, merged: unknown) => this.fields.addTo(line, merged);
      const rewrite = (line: string, merged: unknown) =>
        this.isEnabled()
          ? (guarded('adding trace ids to a log record', addFields, line, merged) ?? line)
          : line;
      return new InstrumentationNodeModuleDefinition('pino', SUPPORTED_VERSIONS, (pino: Pino) => {
        patchPino(pino, rewrite);
        return pino;
      });
    }
  };
}
