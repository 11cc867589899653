import type { ArgumentsHost } from '@nestjs/common';
import type { ServerResponse } from 'node:http';

/** What both platforms can do with a response. */
export interface Answer {
  status(status: number): this;
  header(name: string, value: string): this;
  send(body?: unknown): unknown;
}

/** Node's own response, which Fastify wraps. */
export function nodeResponse(response: ServerResponse & { raw?: ServerResponse }): ServerResponse {
  return response.raw ?? response;
}

/** Tells the client who ran, in which order: a step more in the header `x-order`. */
export function leaveStep(response: ServerResponse, name: string): void {
  const node = nodeResponse(response);
  const steps = node.getHeader('x-order');
  if (!node.headersSent) {
    node.setHeader('x-order', steps === undefined ? name : `${String(steps)}, ${name}`);
  }
}

export function step(host: ArgumentsHost, name: string): void {
  leaveStep(host.switchToHttp().getResponse(), name);
}

export function answerOf(host: ArgumentsHost): Answer {
  return host.switchToHttp().getResponse();
}
