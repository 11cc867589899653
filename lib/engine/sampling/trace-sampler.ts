import { isSpanContextValid, SpanKind, trace as traceApi } from '@opentelemetry/api';
import type { Attributes, Context, SpanOptions } from '@opentelemetry/api';
import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace-node';
import { TraceIdentity } from '../ids/trace-identity.js';
import type { Parent } from '../place.js';
import { DROP, RECORD_AND_SAMPLE } from './decisions.js';

const sampled: SamplingResult = Object.freeze({ decision: RECORD_AND_SAMPLE });
const dropped: SamplingResult = Object.freeze({ decision: DROP });

/**
 * A sampler that decides about traces as wholes: below a span it has dropped there is none that it
 * would take. The engine asks it on numbers, before anything else is done for a span, and not again
 * within a trace that is dropped.
 */
export abstract class TraceSampler implements Sampler {
  /**
   * @param parent a valid one, if there is one
   * @param options of the span; to read its attributes may be work, unless they are its own property
   */
  abstract isSampled(
    trace: TraceIdentity,
    parent: Parent | undefined,
    name: string,
    options: SpanOptions,
  ): boolean;

  /** As the tracer of the SDK asks. */
  shouldSample(
    context: Context,
    traceId: string,
    name: string,
    kind: SpanKind,
    attributes: Attributes,
  ): SamplingResult {
    const parent = traceApi.getSpanContext(context);
    const valid = parent !== undefined && isSpanContextValid(parent) ? parent : undefined;
    const options = { kind, attributes };
    return this.isSampled(TraceIdentity.ofHex(traceId), valid, name, options) ? sampled : dropped;
  }

  abstract toString(): string;
}
