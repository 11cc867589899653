import type { Span, SpanContext } from '@opentelemetry/api';

/** Who is told of each span whose work threw, whether or not that is recorded. */
export interface ThrownErrorsFollower {
  noteThrown(span: SpanContext): void;
}

/** Of each application that wants to know; mostly none. */
const followers = new Set<ThrownErrorsFollower>();

export function followThrownErrors(follower: ThrownErrorsFollower): void {
  followers.add(follower);
}

export function leaveThrownErrors(follower: ThrownErrorsFollower): void {
  followers.delete(follower);
}

/** An error has left the work of a span, which ends for it. */
export function noteThrown(span: Span & { readonly hasBegun?: boolean }): void {
  // To ask a lazy span for its identity would begin it.
  if (followers.size > 0 && span.hasBegun !== false) {
    const spanContext = span.spanContext();
    followers.forEach((follower) => follower.noteThrown(spanContext));
  }
}
