import { ApolloDriver } from '@nestjs/apollo';
import type { ApolloDriverConfig } from '@nestjs/apollo';
import type { DynamicModule } from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { MercuriusDriver } from '@nestjs/mercurius';
import type { MercuriusDriverConfig } from '@nestjs/mercurius';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';

/** A GraphQL server on an HTTP platform. */
export interface GraphqlServer {
  makeAdapter(): AbstractHttpAdapter;
  makeModule(): DynamicModule;
}

export const apollo = (config: Partial<ApolloDriverConfig> = {}) =>
  GraphQLModule.forRoot<ApolloDriverConfig>({
    driver: ApolloDriver,
    autoSchemaFile: true,
    allowBatchedHttpRequests: true,
    subscriptions: { 'graphql-ws': true },
    ...config,
  });

export const mercurius = (config: Partial<MercuriusDriverConfig> = {}) =>
  GraphQLModule.forRoot<MercuriusDriverConfig>({
    driver: MercuriusDriver,
    autoSchemaFile: true,
    allowBatchedQueries: true,
    subscription: true,
    ...config,
  });

/** For `describe.each`. */
export const graphqlServers: [name: string, server: GraphqlServer][] = [
  ['Apollo on Express', { makeAdapter: () => new ExpressAdapter(), makeModule: apollo }],
  ['Apollo on Fastify', { makeAdapter: () => new FastifyAdapter(), makeModule: apollo }],
  ['Mercurius on Fastify', { makeAdapter: () => new FastifyAdapter(), makeModule: mercurius }],
];
