import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { testingMessages as say } from '../errors/testing-messages.js';
import type { ApplicationRecording } from '../sdk/recording/application-recording.js';
import { tracesOf } from './traces.js';
import { spanTree } from './tree/span-tree.js';

/** What a wait that was in vain tells: what arrived, what did not, and why nothing may have. */
export function describeArrivals(
  recording: ApplicationRecording,
  what: string,
  timeoutMs: number,
  isUnfinished: boolean,
): string {
  const traces = tracesOf(recording.spans.finished());
  const running = recording.spans.running();
  const strays = [...new Set(recording.spans.strays())];
  const isNothing = traces.length + running.length + strays.length === 0;
  const isClosed = recording.runtime?.isOpen === false;
  return [
    say.timedOut(timeoutMs, what),
    ...(isUnfinished ? [say.unfinished()] : []),
    ...(traces.length > 0 ? [say.traces(traces.length), ...drawnOnce(traces)] : []),
    ...(running.length > 0 ? [say.running(), drawn(running)] : []),
    ...(strays.length > 0 ? [say.strays(strays)] : []),
    ...(isClosed ? [say.closed()] : []),
    ...(isNothing && !isClosed ? [reasonForNothing(recording)] : []),
  ].join('\n');
}

/** Traces that look alike, such as those of a job that runs again and again, are drawn once. */
function drawnOnce(traces: readonly ReadableSpan[][]): string[] {
  const counts = new Map<string, number>();
  for (const text of traces.map(drawn)) {
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([text, count]) =>
    count === 1 ? text : `${text}\n  ${say.alike(count)}`,
  );
}

function drawn(spans: readonly ReadableSpan[]): string {
  return spanTree(spans).toString().replaceAll(/^/gm, '  ');
}

function reasonForNothing({ options, runtime }: ApplicationRecording): string {
  if (options === undefined) {
    return say.notStarted();
  }
  if (runtime === undefined) {
    return say.foreignProvider();
  }
  const { ratio, rules, sampler, jaegerRemote, maxPerSecond } = options.sampling;
  const isSampled = ratio < 1 || rules.length > 0 || maxPerSecond !== undefined;
  return isSampled || sampler !== undefined || jaegerRemote !== undefined
    ? say.sampledOut()
    : say.nothingArrived();
}
