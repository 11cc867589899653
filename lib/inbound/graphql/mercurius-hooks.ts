import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import { guarded } from '../../spans/guarded.js';
import type { DocumentNode, GraphqlNode, OperationNode } from './document.interface.js';
import { nameByEndpoint, noteErrors, noteOperation } from './note-operation.js';
import type { GraphqlErrorLike } from './read-error.js';

interface OperationRequest {
  readonly operationName?: string;
}

/** The parts of Fastify's request that are read. */
interface MercuriusRequest {
  /** Set where it is the upgrade to a WebSocket. */
  readonly ws?: unknown;
  readonly body?: OperationRequest | readonly OperationRequest[] | null;
  readonly query?: OperationRequest;
  readonly routeOptions?: { readonly url?: string };
}

/** The parts of Mercurius's context that are read. */
interface MercuriusContext {
  /** Absent in a subscription, and where code of the application calls `app.graphql()` itself. */
  readonly reply?: { readonly request: MercuriusRequest };
  /** Which of a batch it is. */
  readonly operationId?: number;
}

type ErrorFormatter = (
  execution: { readonly errors: readonly GraphqlErrorLike[] },
  context: MercuriusContext,
) => unknown;
type ErrorHandler = (error: Error, request: MercuriusRequest, reply: unknown) => unknown;

/** The options of Mercurius that are put before those of the user. */
export interface MercuriusOptions {
  readonly errorFormatter?: ErrorFormatter;
  readonly errorHandler?: boolean | ErrorHandler;
}

/** The plugin itself, which is also where its own formatter can be had. */
export interface Mercurius {
  readonly defaultErrorFormatter: ErrorFormatter;
}

/**
 * A `preExecution` hook that tells of each operation in the span of its request.
 *
 * @see https://mercurius.dev/#/docs/hooks
 */
export function preExecutionHook(options: ResolvedTracingOptions) {
  return (_: unknown, document: DocumentNode, { reply, operationId }: MercuriusContext): void => {
    if (isRecorded(reply)) {
      const { request } = reply;
      guarded('noting a GraphQL operation', note, options, document, request, operationId);
    }
  };
}

/**
 * The options with an error formatter that looks at the errors before the one given, or Mercurius's
 * own, makes an answer of them: no hook sees what was thrown.
 */
export function watchErrors(
  options: ResolvedTracingOptions,
  mercurius: Mercurius,
  given: MercuriusOptions,
): MercuriusOptions {
  const { errorFormatter = mercurius.defaultErrorFormatter, errorHandler } = given;
  const watchedFormatter: ErrorFormatter = (execution, context) => {
    watch(options, context.reply, execution.errors);
    return errorFormatter(execution, context);
  };
  const watchedHandler: ErrorHandler = (error, request, reply) => {
    watch(options, { request }, [{ originalError: error }]);
    return (errorHandler as ErrorHandler)(error, request, reply);
  };
  return {
    ...given,
    errorFormatter: watchedFormatter,
    errorHandler: typeof errorHandler === 'function' ? watchedHandler : errorHandler,
  };
}

function watch(
  options: ResolvedTracingOptions,
  reply: MercuriusContext['reply'],
  errors: readonly GraphqlErrorLike[],
): void {
  if (isRecorded(reply)) {
    guarded('noting the errors of a GraphQL operation', noteErrors, options, errors);
  }
}

function isRecorded(reply: MercuriusContext['reply']): reply is { request: MercuriusRequest } {
  const route = reply?.request.ws ? undefined : reply?.request.routeOptions?.url;
  return route !== undefined && nameByEndpoint(route);
}

function note(
  options: ResolvedTracingOptions,
  document: DocumentNode,
  { body, query }: MercuriusRequest,
  operationId = 0,
): void {
  const isBatched = isBatch(body);
  const asked = isBatched ? body[operationId] : (body ?? query);
  const operation = operationIn(document, asked?.operationName);
  if (operation !== undefined) {
    noteOperation(options, { operation, document, isBatched });
  }
}

function isBatch(body: MercuriusRequest['body']): body is readonly OperationRequest[] {
  return Array.isArray(body);
}

function operationIn(document: DocumentNode, name: string | undefined): OperationNode | undefined {
  const operations = document.definitions.filter(isOperation);
  return operations.length === 1
    ? operations[0]
    : operations.find((operation) => operation.name?.value === name);
}

function isOperation(definition: GraphqlNode): definition is OperationNode {
  return definition.kind === 'OperationDefinition';
}
