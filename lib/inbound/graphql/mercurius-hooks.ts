import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import { activeEntrySpan } from '../../spans/entry-span.js';
import { guarded } from '../../spans/guarded.js';
import type { DocumentNode, GraphqlNode, OperationNode } from './document.interface.js';
import { noteErrors, noteOperation } from './note-operation.js';
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
  return (_: unknown, document: DocumentNode, { reply, operationId = 0 }: MercuriusContext) => {
    if (isHttp(reply)) {
      guarded('noting a GraphQL operation', () => {
        nameByRoute(reply.request);
        noteRequested(options, document, reply.request, operationId);
      });
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
    note(options, context.reply, execution.errors);
    return errorFormatter(execution, context);
  };
  const watchedHandler: ErrorHandler = (error, request, reply) => {
    note(options, { request }, [{ originalError: error }]);
    return (errorHandler as ErrorHandler)(error, request, reply);
  };
  return {
    ...given,
    errorFormatter: watchedFormatter,
    errorHandler: typeof errorHandler === 'function' ? watchedHandler : errorHandler,
  };
}

function note(
  options: ResolvedTracingOptions,
  reply: MercuriusContext['reply'],
  errors: readonly GraphqlErrorLike[],
): void {
  if (isHttp(reply)) {
    guarded('noting the errors of a GraphQL operation', () => {
      nameByRoute(reply.request);
      noteErrors(options, errors);
    });
  }
}

function isHttp(reply: MercuriusContext['reply']): reply is { request: MercuriusRequest } {
  return reply !== undefined && !reply.request.ws;
}

/** A route of Mercurius's own, which no router of Nest knows. */
function nameByRoute({ routeOptions }: MercuriusRequest): void {
  if (routeOptions?.url !== undefined) {
    activeEntrySpan()?.setRoute?.(routeOptions.url);
  }
}

function noteRequested(
  options: ResolvedTracingOptions,
  document: DocumentNode,
  { body, query }: MercuriusRequest,
  operationId: number,
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
