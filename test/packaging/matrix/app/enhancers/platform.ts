import type { IncomingMessage, ServerResponse } from 'node:http';

/** What Express hands over, or Fastify, which wraps Node's own objects. */
type Wrapped<T> = T & { readonly raw?: T };

export function nodeRequest(request: Wrapped<IncomingMessage>): IncomingMessage {
  return request.raw ?? request;
}

export function nodeResponse(response: Wrapped<ServerResponse>): ServerResponse {
  return response.raw ?? response;
}
