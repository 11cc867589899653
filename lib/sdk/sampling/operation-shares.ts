import type { TraceIdentity } from '../../engine/ids/trace-identity.js';
import type { RootDecision } from '../../engine/sampling/root-decision.interface.js';
import { SamplingRule } from '../../engine/sampling/sampling-rule.js';
import { TraceShare } from '../../engine/sampling/trace-share.js';
import { compileRoute } from '../../options/compile-route.js';
import type { SampledRequest } from '../../tracing.internal-constants.js';
import type { SamplingStrategy } from './read-strategy.js';

/** `GET /orders/:id`, as the span of a request is named once it has been routed. */
const OPERATION_OF_REQUEST = /^([A-Z]+) (\/.*)$/s;

/** A strategy of Jaeger, ready to decide by the operation that a trace begins with. */
export class OperationShares implements RootDecision {
  readonly looksAtRequest = true;
  private readonly otherwise: TraceShare;
  private readonly byName = new Map<string, TraceShare>();
  private readonly ofRoutes: SamplingRule[] = [];

  constructor({ otherwise, operations }: SamplingStrategy) {
    this.otherwise = new TraceShare(otherwise);
    for (const [operation, share] of operations) {
      this.add(operation, new TraceShare(share));
    }
  }

  isSampled(trace: TraceIdentity, name: string, request: SampledRequest | undefined): boolean {
    return this.shareOf(name, request).isSampled(trace, name, request);
  }

  toString(): string {
    return `${this.otherwise.toString()}, ${this.byName.size} operations`;
  }

  private add(operation: string, share: TraceShare): void {
    this.byName.set(operation, share);
    const [, method, route = ''] = OPERATION_OF_REQUEST.exec(operation) ?? [];
    const path = compileRoute(route);
    // One without parameters is found by its name.
    if (method !== undefined && path instanceof RegExp) {
      this.ofRoutes.push(new SamplingRule({ path, method, name: undefined }, share));
    }
  }

  private shareOf(name: string, request: SampledRequest | undefined): RootDecision {
    const ofRequest = request === undefined ? undefined : this.ofRequest(name, request);
    return ofRequest ?? this.byName.get(name) ?? this.otherwise;
  }

  private ofRequest(name: string, request: SampledRequest): RootDecision | undefined {
    return (
      this.byName.get(`${request.method} ${request.path}`) ??
      this.ofRoutes.find((rule) => rule.matches(name, request))?.decision
    );
  }
}
