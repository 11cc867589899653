import { ConsoleLogger, Injectable } from '@nestjs/common';
import type { LogLevel } from '@nestjs/common';
import { activeTraceText, addTraceFields } from './trace-fields.js';

/**
 * Nest's ConsoleLogger, whose lines tell the trace they were written in: in text as
 * `trace_id=… span_id=…` after the message, with `json: true` as the fields `trace_id`, `span_id`
 * and `trace_flags`. Outside of a trace each line is exactly ConsoleLogger's.
 *
 * Hand it to Nest: `NestFactory.create(AppModule, { logger: new TracingLogger({ json: true }) })`, or
 * `app.useLogger(app.get(TracingLogger))` with `bufferLogs: true`. A subclass of it may be a provider
 * of any scope.
 *
 * @see https://opentelemetry.io/docs/specs/otel/compatibility/logging_trace_context/
 * @publicApi
 */
@Injectable()
export class TracingLogger extends ConsoleLogger {
  /** What a line of text ends with. */
  protected override updateAndGetTimestampDiff(): string {
    return `${activeTraceText()}${super.updateAndGetTimestampDiff()}`;
  }

  /** What a line of JSON is made of. */
  protected override getJsonLogObject(
    message: unknown,
    options: {
      context: string;
      logLevel: LogLevel;
      writeStreamType?: 'stdout' | 'stderr';
      errorStack?: unknown;
    },
  ): ReturnType<ConsoleLogger['getJsonLogObject']> {
    return addTraceFields(super.getJsonLogObject(message, options));
  }
}
