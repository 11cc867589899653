import { AsyncResource } from 'node:async_hooks';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';

/**
 * Where the engine does its own work: outside the request that happened to set it off, so that its
 * timers and sockets keep no context alive, and untraced.
 */
export class Background {
  private readonly origin = new Origin('nestjs-tracing');
  private readonly untraced = suppressTracing(ROOT_CONTEXT);

  run<T>(work: () => T): T {
    return this.origin.runInAsyncScope(() => context.with(this.untraced, work));
  }
}

/** Keeps no process alive, and says so to `jest --detectOpenHandles`, which asks. */
class Origin extends AsyncResource {
  hasRef(): boolean {
    return false;
  }
}
