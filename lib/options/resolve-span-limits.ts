import type { OptionChecks } from './option-checks.js';
import type { ResolvedTracingOptions } from './resolved-options.interface.js';
import type { TracingEnvironment } from './tracing-environment.js';

/** @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#span-limits */
export function resolveSpanLimits(
  environment: TracingEnvironment,
  checks: OptionChecks,
): ResolvedTracingOptions['spanLimits'] {
  const limit = (...names: (keyof TracingEnvironment)[]) =>
    names
      .map((name) => checks.wholeNumber(name, environment[name], 'a limit'))
      .find((value) => value !== undefined);
  return {
    attributeCountLimit: limit('OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT'),
    attributeValueLengthLimit: limit(
      'OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT',
      'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT',
    ),
    eventCountLimit: limit('OTEL_SPAN_EVENT_COUNT_LIMIT'),
    linkCountLimit: limit('OTEL_SPAN_LINK_COUNT_LIMIT'),
    attributePerEventCountLimit: limit('OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT'),
    attributePerLinkCountLimit: limit('OTEL_LINK_ATTRIBUTE_COUNT_LIMIT'),
  };
}
