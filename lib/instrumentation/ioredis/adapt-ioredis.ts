import { context as contextApi, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { Method } from '../../spans/imitate.js';
import { replaceMethod } from '../../spans/replace-method.js';
import { isQueueTraffic } from '../bullmq/queue-traffic.js';

/** Makes the method that takes the place of another. */
type Patch = (original: Method) => Method;

/**
 * Teaches the instrumentation of ioredis what it has no hooks for (0.71), through the two methods
 * by which it makes its patches. With an instrumentation that has none of these nothing happens.
 */
export function adaptIoredis(instrumentation: Instrumentation): void {
  replaceMethod(instrumentation, '_patchSendCommand', (make) => adaptPatch(make, besideQueues));
  replaceMethod(instrumentation, '_patchConnection', (make) => adaptPatch(make, outsideOfTraces));
}

function adaptPatch(make: Method, adapt: (patch: Patch) => Patch): Method {
  return function (...args) {
    return adapt(make.apply(this, args) as Patch);
  };
}

/** No spans for BullMQ's bookkeeping, at the cost of one look at the client for everybody else. */
function besideQueues(patch: Patch): Patch {
  return (sendCommand) => {
    const traced = patch(sendCommand);
    return function (...args) {
      const [command] = args;
      const isQueues =
        typeof command === 'object' && command !== null && isQueueTraffic(this as object, command);
      return (isQueues ? sendCommand : traced).apply(this, args);
    };
  };
}

/**
 * The handshake, and every later one, is in no trace, and neither is what a subscriber is told. Nor
 * is the sending of commands that waited for the connection, each of which has had its span.
 */
function outsideOfTraces(patch: Patch): Patch {
  return (connect) =>
    patch(function (...args) {
      return contextApi.with(ROOT_CONTEXT, connect, this, ...args);
    });
}
