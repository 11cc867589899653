import type { HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import { GRAPHQL_MODULE_OPTIONS } from '../../tracing.internal-constants.js';
import { attachDriver } from './attach-driver.js';

/**
 * Tells of GraphQL operations in the spans of their requests. An application without a
 * GraphQLModule pays a look at its modules; `@nestjs/graphql` itself is never loaded.
 */
export function attachGraphql(
  modules: ModulesContainer,
  adapterHost: HttpAdapterHost,
  options: ResolvedTracingOptions,
): void {
  for (const { providers } of modules.values()) {
    if (providers.has(GRAPHQL_MODULE_OPTIONS)) {
      for (const { token, metatype } of providers.values()) {
        if (typeof token === 'function' && token.name === 'AbstractGraphQLDriver') {
          attachDriver((metatype as Function).prototype as object, adapterHost, options);
        }
      }
    }
  }
}
