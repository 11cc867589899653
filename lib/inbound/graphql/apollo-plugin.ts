import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import { guarded } from '../../spans/guarded.js';
import type { DocumentNode, OperationNode } from './document.interface.js';
import { nameByEndpoint, noteErrors, noteOperation } from './note-operation.js';
import type { GraphqlErrorLike } from './read-error.js';

/** The parts of Apollo Server's request context that are read, the same in its versions 4 and 5. */
interface ApolloRequest {
  readonly request: { readonly http?: object };
  readonly requestIsBatched?: boolean;
  readonly operation?: OperationNode;
  readonly document?: DocumentNode;
  readonly errors?: readonly GraphqlErrorLike[];
}

/**
 * A plugin of Apollo Server that tells of each operation in the span of its request.
 *
 * @param path of the endpoint
 * @see https://www.apollographql.com/docs/apollo-server/integrations/plugins-event-reference
 */
export function apolloPlugin(options: ResolvedTracingOptions, path: string): object {
  const note = (errors: readonly GraphqlErrorLike[]) =>
    guarded('noting the errors of a GraphQL operation', noteErrors, options, errors);
  const listeners = {
    didResolveOperation: (request: ApolloRequest) =>
      guarded('noting a GraphQL operation', noteApolloOperation, options, request),
    didEncounterErrors: ({ errors = [] }: ApolloRequest) => note(errors),
    didEncounterSubsequentErrors: (_: unknown, errors: readonly GraphqlErrorLike[]) => note(errors),
  };
  return {
    requestDidStart: ({ request }: ApolloRequest) =>
      // `executeOperation()` runs operations too, in whatever request calls it.
      request.http !== undefined && nameByEndpoint(path) ? listeners : undefined,
    contextCreationDidFail: ({ error }: { error: Error }) => {
      nameByEndpoint(path);
      note([error]);
    },
  };
}

function noteApolloOperation(
  options: ResolvedTracingOptions,
  { operation, document, requestIsBatched: isBatched = false }: ApolloRequest,
): void {
  if (operation !== undefined && document !== undefined) {
    noteOperation(options, { operation, document, isBatched });
  }
}
