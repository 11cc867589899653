import type { IncomingMessage, ServerResponse } from 'node:http';

/** A function, which answers by itself where the path says so. */
export function maintenance(
  request: IncomingMessage & { readonly originalUrl?: string },
  response: ServerResponse,
  next: () => void,
): void {
  if (!(request.originalUrl ?? request.url)?.endsWith('/maintenance')) {
    next();
    return;
  }
  response.statusCode = 503;
  response.end('back soon');
}
