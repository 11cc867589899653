import type { SpanLimits } from '@opentelemetry/sdk-trace-node';

/** Every limit of one span. */
export type ResolvedSpanLimits = Readonly<Required<SpanLimits>>;

/** @see https://opentelemetry.io/docs/specs/otel/trace/sdk/#span-limits */
export function resolveSpanLimits(limits: SpanLimits = {}): ResolvedSpanLimits {
  return Object.freeze({
    attributeCountLimit: limits.attributeCountLimit ?? 128,
    attributeValueLengthLimit: limits.attributeValueLengthLimit ?? Infinity,
    eventCountLimit: limits.eventCountLimit ?? 128,
    linkCountLimit: limits.linkCountLimit ?? 128,
    attributePerEventCountLimit: limits.attributePerEventCountLimit ?? 128,
    attributePerLinkCountLimit: limits.attributePerLinkCountLimit ?? 128,
  });
}
