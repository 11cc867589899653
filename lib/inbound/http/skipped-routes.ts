import type { IncomingMessage } from 'node:http';
import { readTarget } from './request-target.js';

/**
 * Routes without parameters of which it has been found out that their handlers are skipped: their
 * requests need not be routed to know it. As many as an application has.
 */
export class SkippedRoutes {
  readonly #known = new Set<string>();

  /** @param template of the route that the request took */
  learn(request: IncomingMessage, template: string): void {
    const { path } = readTarget(request.url ?? '/');
    // A path that is its own template has no parameters.
    if (path === template) {
      this.#known.add(keyOf(request, path));
    }
  }

  has(request: IncomingMessage): boolean {
    return (
      this.#known.size > 0 && this.#known.has(keyOf(request, readTarget(request.url ?? '/').path))
    );
  }
}

function keyOf({ method = '' }: IncomingMessage, path: string): string {
  return `${method} ${path}`;
}
