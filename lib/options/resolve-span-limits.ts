import type { SpanLimits } from '@opentelemetry/sdk-trace-node';
import type { OptionChecks } from './option-checks.js';
import type { ResolvedTracingOptions } from './resolved-options.interface.js';
import type { TracingEnvironment } from './tracing-environment.js';

/**
 * How much one span may hold: code, then the variables for spans, then those for all signals, then
 * the limits of the specification. That one has none for the length of a value, with which a client
 * could fill a span by a header; ours leaves room for a stack of fifty frames or a long statement.
 *
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#span-limits
 */
export function resolveSpanLimits(
  limits: SpanLimits = {},
  environment: TracingEnvironment,
  checks: OptionChecks,
): ResolvedTracingOptions['spanLimits'] {
  const from = (...names: (keyof TracingEnvironment)[]) =>
    names
      .map((name) => checks.wholeNumber(name, environment[name], 'a limit'))
      .find((value) => value !== undefined);
  const length = from(
    'OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT',
    'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT',
  );
  const count = from('OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT');
  const events = from('OTEL_SPAN_EVENT_COUNT_LIMIT');
  const links = from('OTEL_SPAN_LINK_COUNT_LIMIT');
  const perEvent = from('OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT');
  const perLink = from('OTEL_LINK_ATTRIBUTE_COUNT_LIMIT');
  return Object.freeze({
    attributeValueLengthLimit: limits.attributeValueLengthLimit ?? length ?? 8_192,
    attributeCountLimit: limits.attributeCountLimit ?? count ?? 128,
    eventCountLimit: limits.eventCountLimit ?? events ?? 128,
    linkCountLimit: limits.linkCountLimit ?? links ?? 128,
    attributePerEventCountLimit: limits.attributePerEventCountLimit ?? perEvent ?? 128,
    attributePerLinkCountLimit: limits.attributePerLinkCountLimit ?? perLink ?? 128,
  });
}
