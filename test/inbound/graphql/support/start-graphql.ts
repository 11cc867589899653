import type { DynamicModule } from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import type { TracingModuleOptions } from '../../../../lib/index.js';
import { startTracedApplication } from '../../../support/traced-application.js';
import type { TracedApplication } from '../../../support/traced-application.js';
import { ordersApi } from './orders.js';

/** One operation as clients send it. */
export interface SentOperation {
  readonly query?: string;
  readonly operationName?: string;
  readonly variables?: Record<string, unknown>;
  readonly extensions?: Record<string, unknown>;
}

/** What a client gets for one operation. */
export interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: { readonly message: string }[];
}

export interface TracedGraphql extends TracedApplication {
  /** Sends one operation, or several in one request. */
  ask<T = Answer>(sent: string | SentOperation | readonly SentOperation[]): Promise<T>;
}

/** Starts the orders with a GraphQL server. */
export async function startGraphql(
  server: DynamicModule,
  adapter: AbstractHttpAdapter,
  options: TracingModuleOptions = {},
): Promise<TracedGraphql> {
  const traced = await startTracedApplication({ ...ordersApi, imports: [server] }, options, {
    adapter,
  });
  return {
    ...traced,
    ask: async (sent) => {
      const response = await fetch(`${traced.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(typeof sent === 'string' ? { query: sent } : sent),
      });
      return response.json() as Promise<never>;
    },
  };
}
