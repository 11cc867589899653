import type { HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import { GRAPHQL_MODULE_OPTIONS } from '../../tracing.internal-constants.js';
import { attachDriver } from './attach-driver.js';
import { attachResolvers } from './attach-resolvers.js';

/**
 * Tells of GraphQL operations in the spans of their requests, and gives resolvers spans. An
 * application without a GraphQLModule pays a look at its modules; `@nestjs/graphql` itself is never
 * loaded.
 */
export function attachGraphql(
  modules: ModulesContainer,
  adapterHost: HttpAdapterHost,
  options: ResolvedTracingOptions,
): void {
  const graphqlModules = [...modules.values()].filter(({ providers }) =>
    providers.has(GRAPHQL_MODULE_OPTIONS),
  );
  for (const { providers } of graphqlModules) {
    for (const { token, metatype } of providers.values()) {
      if (typeof token === 'function' && token.name === 'AbstractGraphQLDriver') {
        attachDriver((metatype as Function).prototype as object, adapterHost, options);
      }
    }
  }
  if (graphqlModules.length > 0 && options.layers.handlers !== undefined) {
    attachResolvers(modules, options);
  }
}
