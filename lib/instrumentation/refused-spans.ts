import type { Context } from '@opentelemetry/api';
import type { Instrumentation, InstrumentationConfig } from '@opentelemetry/instrumentation';

/** Who is told of each span that a library does not make for want of a parent. */
export interface RefusalsFollower {
  noteRefused(name: string, context: Context): void;
}

/** Of each application that wants to know; mostly none. */
const followers = new Set<RefusalsFollower>();

export function followRefusals(follower: RefusalsFollower): void {
  followers.add(follower);
}

export function leaveRefusals(follower: RefusalsFollower): void {
  followers.delete(follower);
}

/** Whose work it is nothing tells. */
export function noteRefusal(name: string, context: Context): void {
  followers.forEach((follower) => follower.noteRefused(name, context));
}

/**
 * Leaves it to our tracers to ask for a parent, where somebody wants to know: an instrumentation that
 * asks by itself tells nobody.
 */
export function refuseInPlaceOf(instrumentation: Instrumentation): void {
  const config: InstrumentationConfig & { requireParentSpan?: boolean } =
    instrumentation.getConfig();
  if (followers.size > 0 && config.requireParentSpan === true) {
    const asked: typeof config = { ...config, requireParentSpan: false };
    instrumentation.setConfig(asked);
  }
}
