import { SpanKind } from '@opentelemetry/api';
import type { Context, SpanOptions } from '@opentelemetry/api';
import { sanitizeAttributes } from '@opentelemetry/core';
import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace-node';
import { decideGuarded } from './decide-guarded.js';

/** What any sampler of the SDK says of a span that is to begin. */
export function askSampler(
  sampler: Sampler,
  context: Context,
  traceId: string,
  name: string,
  { kind = SpanKind.INTERNAL, attributes = {}, links = [] }: SpanOptions,
): SamplingResult {
  const shown = links.map((link) => ({
    context: link.context,
    attributes: sanitizeAttributes(link.attributes),
  }));
  return decideGuarded(sampler, context, traceId, name, kind, attributes, shown);
}
