import { context, isSpanContextValid, trace } from '@opentelemetry/api';
import type { InstrumentationConfigs } from '../../options/instrumentations.interface.js';

type LogKeys = NonNullable<InstrumentationConfigs['pino']['logKeys']>;

/** The fields that connect a log record with its trace: ids in hexadecimal, as OpenTelemetry has them. */
export class TraceFields {
  readonly #keys: readonly [traceId: string, spanId: string, traceFlags: string];
  /** How each key stands in a record. */
  readonly #quoted: readonly string[];

  constructor({ traceId, spanId, traceFlags }: LogKeys = {}) {
    this.#keys = [traceId ?? 'trace_id', spanId ?? 'span_id', traceFlags ?? 'trace_flags'];
    this.#quoted = this.#keys.map((key) => `${JSON.stringify(key)}:`);
  }

  /**
   * Adds the fields of the active span after all that is in a record, where a `nestedKey`,
   * redaction and formatters do not reach. A record that has one of them already, by whoever put it
   * there, is left as it is, and so is one outside of a trace.
   *
   * @param line a record as JSON, with the end of its line
   * @param merged what the call and the mixin said
   */
  addTo(line: string, merged: unknown): string {
    const span = trace.getSpanContext(context.active());
    if (span === undefined || !isSpanContextValid(span) || this.#isIn(line, merged)) {
      return line;
    }
    const [traceId, spanId, traceFlags] = this.#quoted;
    const flags = span.traceFlags.toString(16).padStart(2, '0');
    const end = line.lastIndexOf('}');
    return (
      `${line.slice(0, end)},${traceId}"${span.traceId}",${spanId}"${span.spanId}",` +
      `${traceFlags}"${flags}"${line.slice(end)}`
    );
  }

  #isIn(line: string, merged: unknown): boolean {
    // Only what looks like one of them is worth reading the record again: a key of a nested object
    // looks the same.
    if (!this.#quoted.some((key) => line.includes(key))) {
      return false;
    }
    const places = [Object(merged) as object, JSON.parse(line) as object];
    return this.#keys.some((key) => places.some((place) => Object.hasOwn(place, key)));
  }
}
