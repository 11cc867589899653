import { context as contextApi } from '@opentelemetry/api';
import type { TracerProvider } from '@opentelemetry/api';
import { isTransport } from '../spans/nest-transport.js';
import { noteRefusal } from './refused-spans.js';
import { parentSpan, passThrough, SILENT_SPAN } from './quiet-spans.js';
import { wrapTracers } from './wrapped-tracer.js';

/** Which spans of a client are left out. */
export interface QuietConfig {
  readonly requireParentSpan?: boolean;
  readonly ignoreConnectSpans?: boolean;
}

/** The names that instrumentations give to the spans of a connection being opened. */
const CONNECT_SPANS: ReadonlySet<string> = new Set(['connect', 'redis-connect']);

/**
 * For databases and caches: no span without a parent, so that pools, health pings, queries at boot
 * and pollers begin no traces; none for opening a connection; and none for what a transport of
 * Nest sends. Instrumentations that have such a switch themselves do not apply it everywhere.
 */
export function parentedTracers(
  provider: TracerProvider,
  { requireParentSpan, ignoreConnectSpans }: QuietConfig,
): TracerProvider {
  return wrapTracers(provider, (tracer) => (name, options, given) => {
    const context = given ?? contextApi.active();
    if (isTransport(context)) {
      return SILENT_SPAN;
    }
    if (requireParentSpan === true && parentSpan(context) === undefined) {
      if (!CONNECT_SPANS.has(name)) {
        noteRefusal(name, context);
      }
      return SILENT_SPAN;
    }
    return ignoreConnectSpans === true && CONNECT_SPANS.has(name)
      ? passThrough(context)
      : tracer.startSpan(name, options, context);
  });
}
