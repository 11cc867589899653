import { context as contextApi, SpanKind } from '@opentelemetry/api';
import type { TracerProvider } from '@opentelemetry/api';
import type { InstrumentationConfigs } from '../options/instrumentations.interface.js';
import { isTracedServer } from '../spans/traced-server.js';
import { unsample } from '../spans/unsample.js';
import { parentSpan, SILENT_SPAN } from './quiet-spans.js';
import { stableKeyTracers } from './stable-keys.js';
import { wrapTracers } from './wrapped-tracer.js';

type SocketIoConfig = InstrumentationConfigs['socket.io'];

/** The part of a socket that is read. */
interface Socket {
  readonly server?: object;
}

/**
 * What clients of a gateway send has a span of ours, and so has its connecting. The instrumentation
 * meets only the latter, as Nest listens in a way it does not know.
 */
export function configureSocketIo(given: SocketIoConfig): SocketIoConfig {
  return {
    ...given,
    onHook: (span, info) => {
      if (isOfGateway(info.payload)) {
        unsample(span);
      } else {
        given.onHook?.(span, info);
      }
    },
  };
}

/**
 * What is sent outside of a trace begins none: nobody continues it, since the context does not
 * travel along. What arrives does, as any request.
 */
export function socketIoTracers(provider: TracerProvider): TracerProvider {
  return wrapTracers(
    stableKeyTracers(provider),
    (tracer) =>
      (name, options, context = contextApi.active()) =>
        options?.kind === SpanKind.PRODUCER && parentSpan(context) === undefined
          ? SILENT_SPAN
          : tracer.startSpan(name, options, context),
  );
}

function isOfGateway([socket]: readonly unknown[]): boolean {
  const { server } = Object(socket) as Socket;
  return server !== undefined && isTracedServer(server);
}
