import type { EventEmitter } from 'node:events';

type Listener = (this: EventEmitter, ...args: unknown[]) => unknown;
type ListenerWrapper = (listener: Listener) => Listener;
type AddListener = (event: string | symbol, listener: Listener) => EventEmitter;

const adders = ['addListener', 'on', 'prependListener'] as const;
const onceAdders = { once: 'on', prependOnceListener: 'prependListener' } as const;

/**
 * Makes every listener that is added from now on run as `wrap` says. A wrapped listener names the
 * one it stands for in `listener`, as Node's own `once` does, so that `off()` and `listeners()` of
 * the emitter find it without being changed themselves.
 */
export function bindEmitter(emitter: EventEmitter, wrap: ListenerWrapper): void {
  const originals = {
    on: emitter.on as AddListener,
    prependListener: emitter.prependListener as AddListener,
  };
  for (const method of adders) {
    const original = emitter[method] as AddListener;
    replace(emitter, method, function (event, listener) {
      return original.call(this, event, isListener(listener) ? standIn(listener, wrap) : listener);
    });
  }
  for (const [method, add] of Object.entries(onceAdders)) {
    const original = emitter[method as keyof typeof onceAdders] as AddListener;
    replace(emitter, method, function (event, listener) {
      return isListener(listener)
        ? originals[add].call(this, event, onceStandIn(this, event, listener, wrap))
        : original.call(this, event, listener);
    });
  }
}

function replace(
  emitter: EventEmitter,
  method: string,
  value: (this: EventEmitter, event: string | symbol, listener: Listener) => EventEmitter,
): void {
  Object.defineProperty(emitter, method, {
    value,
    configurable: true,
    writable: true,
    enumerable: true,
  });
}

/** Whatever else is passed is left to the emitter, which knows what to say. */
function isListener(listener: unknown): listener is Listener {
  return typeof listener === 'function';
}

function standIn(listener: Listener, wrap: ListenerWrapper): Listener {
  return Object.assign(wrap(listener), { listener });
}

function onceStandIn(
  emitter: EventEmitter,
  event: string | symbol,
  listener: Listener,
  wrap: ListenerWrapper,
): Listener {
  const wrapped = wrap(listener);
  const once: Listener = function (...args) {
    emitter.removeListener(event, once);
    return Reflect.apply(wrapped, this, args);
  };
  return Object.assign(once, { listener });
}
