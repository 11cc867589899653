import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { Context, ContextManager } from '@opentelemetry/api';
import { bindEmitter } from './bind-emitter.js';

type Callback = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Keeps the active context in one AsyncLocalStorage, so that it follows promises, timers and
 * callbacks.
 *
 * @see https://opentelemetry.io/docs/specs/otel/context/
 */
export class EngineContextManager implements ContextManager {
  private readonly storage = new AsyncLocalStorage<Context>();
  private readonly bound = new WeakSet<EventEmitter>();

  active(): Context {
    return this.storage.getStore() ?? ROOT_CONTEXT;
  }

  /** Whether somebody has made a context active here, which may be the root. */
  isEntered(): boolean {
    return this.storage.getStore() !== undefined;
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    context: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return thisArg === undefined || thisArg === null
      ? this.storage.run(context, fn, ...args)
      : this.storage.run(
          context,
          Reflect.apply<typeof thisArg, A, ReturnType<F>>,
          fn,
          thisArg,
          args,
        );
  }

  /**
   * A function that runs in `context` whoever calls it, or the emitter itself, whose listeners
   * added from now on do. Anything else comes back as it is.
   */
  bind<T>(context: Context, target: T): T {
    if (target instanceof EventEmitter) {
      this.bindEmitter(context, target);
      return target;
    }
    return typeof target === 'function'
      ? (this.bindFunction(context, target as Callback & T) as T)
      : target;
  }

  /**
   * Makes `context` active for what follows in the current call and whatever it starts, without a
   * callback around it. `dispose()` of the result makes the former one active again.
   */
  attach(context: Context): { dispose(): void } {
    const former = this.active();
    let isAttached = true;
    this.storage.enterWith(context);
    return {
      dispose: () => {
        if (isAttached) {
          isAttached = false;
          this.storage.enterWith(former);
        }
      },
    };
  }

  enable(): this {
    return this;
  }

  disable(): this {
    this.storage.disable();
    return this;
  }

  private bindFunction(context: Context, target: Callback): Callback {
    const { storage } = this;
    const bound: Callback = function (...args) {
      return storage.run(context, Reflect.apply<unknown, unknown[], unknown>, target, this, args);
    };
    return Object.defineProperty(bound, 'length', { configurable: true, value: target.length });
  }

  /** The context an emitter was bound to first stays. */
  private bindEmitter(context: Context, emitter: EventEmitter): void {
    if (!this.bound.has(emitter)) {
      this.bound.add(emitter);
      bindEmitter(emitter, (listener) => this.bindFunction(context, listener as Callback));
    }
  }
}
