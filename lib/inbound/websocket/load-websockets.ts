import { diag } from '@opentelemetry/api';
import { requirePackage } from '../../packages/require-package.js';

/** What is used of the optional peer `@nestjs/websockets`. */
export interface WebSockets {
  readonly BaseWsExceptionFilter: { readonly prototype: object };
}

/** Loads `@nestjs/websockets`, which an application that has an adapter has loaded itself. */
export function loadWebSockets(): WebSockets | undefined {
  try {
    return requirePackage('@nestjs/websockets') as WebSockets;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') {
      diag.warn('nestjs-tracing: @nestjs/websockets could not be loaded.', error);
    }
    return undefined;
  }
}
