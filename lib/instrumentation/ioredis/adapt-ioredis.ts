import { context as contextApi, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { Method } from '../../spans/imitate.js';
import { replaceMethod } from '../../spans/replace-method.js';
import { isQueueTraffic } from '../bullmq/queue-traffic.js';

/** Makes the method that takes the place of another. */
type Patch = (original: Method) => Method;

/** Commands that have had their span, should ioredis send them again. */
const sentBefore = new WeakSet<object>();

/**
 * Teaches the instrumentation of ioredis what it has no hooks for (0.71), through the two methods
 * by which it makes its patches. With an instrumentation that has none of these nothing happens.
 */
export function adaptIoredis(instrumentation: Instrumentation): void {
  replaceMethod(instrumentation, '_patchSendCommand', (make) => adaptPatch(make, oncePerCommand));
  replaceMethod(instrumentation, '_patchConnection', (make) => adaptPatch(make, outsideOfTraces));
}

function adaptPatch(make: Method, adapt: (patch: Patch) => Patch): Method {
  return function (...args) {
    return adapt(make.apply(this, args) as Patch);
  };
}

/**
 * One span for each command, also when it waits for the connection or is sent again after a break,
 * and none for BullMQ's bookkeeping.
 */
function oncePerCommand(patch: Patch): Patch {
  return (sendCommand) => {
    const traced = patch(sendCommand);
    return function (...args) {
      const [command] = args;
      if (typeof command !== 'object' || command === null) {
        return sendCommand.apply(this, args);
      }
      if (sentBefore.has(command) || isQueueTraffic(this as object, command)) {
        return sendCommand.apply(this, args);
      }
      sentBefore.add(command);
      return traced.apply(this, args);
    };
  };
}

/** The handshake, and every later one, is in no trace, and neither is what a subscriber is told. */
function outsideOfTraces(patch: Patch): Patch {
  return (connect) =>
    patch(function (...args) {
      return contextApi.with(ROOT_CONTEXT, connect, this, ...args);
    });
}
