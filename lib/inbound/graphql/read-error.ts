import { statusOf } from '../../spans/describe-error.js';

/** An error in the result of an operation: a GraphQLError, in which servers hand over what was thrown. */
export interface GraphqlErrorLike {
  readonly name?: string;
  /** Where in the result it stands. Errors of the request itself, before any resolver, have none. */
  readonly path?: readonly unknown[];
  readonly extensions?: { readonly code?: unknown };
  readonly originalError?: (Error & Partial<ThrownValue> & FastifyErrorLike) | null;
}

/** What graphql-js makes of a thrown value that is no Error. */
interface ThrownValue {
  readonly thrownValue: unknown;
}

interface FastifyErrorLike {
  readonly code?: unknown;
  readonly statusCode?: unknown;
}

/** An error of an operation, as a span is told of it. */
export interface OperationError {
  /** What was thrown, the very object, so that spans below that have recorded it are known. */
  readonly thrown: unknown;
  /** The status it would have had as an answer of its own. */
  readonly status: number;
}

/**
 * Reads an error of an operation. Messages of those GraphQL itself finds in a request may quote the
 * document and its variables, so that their code stands for them.
 */
export function readError(error: GraphqlErrorLike): OperationError {
  const thrown = thrownIn(error);
  const status = statusOf(thrown) ?? statusOf(error) ?? statusOfFastify(error) ?? 500;
  const isOfRequest = error.path === undefined && (status < 500 || isGraphqlError(thrown));
  return { thrown: isOfRequest ? codeOf(error) : thrown, status };
}

function thrownIn(error: GraphqlErrorLike): unknown {
  const { originalError } = error;
  if (originalError === undefined || originalError === null) {
    return error;
  }
  return 'thrownValue' in originalError ? originalError.thrownValue : originalError;
}

function isGraphqlError(thrown: unknown): boolean {
  return (thrown as Partial<Error> | null | undefined)?.name === 'GraphQLError';
}

/** Mercurius tells a client's mistake as Fastify does. */
function statusOfFastify({ originalError }: GraphqlErrorLike): number | undefined {
  const { code, statusCode } = originalError ?? {};
  return typeof code === 'string' && code.startsWith('MER_') && typeof statusCode === 'number'
    ? statusCode
    : undefined;
}

function codeOf({ extensions, originalError }: GraphqlErrorLike): object {
  const code = extensions?.code ?? originalError?.code;
  return { name: 'GraphQLError', message: typeof code === 'string' ? code : '' };
}
