import { activeEntrySpan } from '../../spans/entry-span.js';
import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import { guarded } from '../../spans/guarded.js';
import { recordError } from '../../spans/record-error.js';
import { isFailure } from '../is-failure.js';
import { describeOperation } from './describe-operation.js';
import type { DocumentNode, OperationNode } from './document.interface.js';
import { readError } from './read-error.js';
import type { GraphqlErrorLike } from './read-error.js';

/** Every item of a long list may fail; the first errors tell why. */
const MAX_RECORDED_ERRORS = 16;

/** An operation that was found in a request. */
export interface FoundOperation {
  readonly operation: OperationNode;
  readonly document: DocumentNode;
  /** Whether it is one of several in one request. */
  readonly isBatched: boolean;
}

/**
 * Names the span of the request by the path of its endpoint, a route no router of Nest knows.
 *
 * @returns whether anything is recorded of the request
 */
export function nameByEndpoint(path: string): boolean {
  const entry = activeEntrySpan();
  if (entry?.span === undefined) {
    return false;
  }
  guarded('naming a span by its route', () => entry.setRoute?.(path));
  return true;
}

/**
 * Tells an operation in the span of its request. The span keeps the name of its route,
 * `POST /graphql`: it is the request that it measures, which may carry several operations or none
 * that can be parsed, and clients choose the names of operations, of which there may be endlessly
 * many. Of a batch each operation is an event.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/graphql/graphql-spans/
 */
export function noteOperation(
  options: ResolvedTracingOptions,
  { operation, document, isBatched }: FoundOperation,
): void {
  const span = activeEntrySpan()?.span;
  if (span === undefined) {
    return;
  }
  const attributes = describeOperation(operation, document, options.graphql.document);
  if (isBatched) {
    span.addEvent('graphql.operation', attributes);
  } else {
    span.setAttributes(attributes);
  }
}

/**
 * Records the errors of an operation that no span has recorded yet in the span of the request,
 * which fails with the first that is a failure of ours, although the answer's status is 200.
 * `http.isError` is asked with the status the error would have had as an answer of its own.
 */
export function noteErrors(
  options: ResolvedTracingOptions,
  errors: readonly GraphqlErrorLike[],
): void {
  const entry = activeEntrySpan();
  if (entry?.span === undefined) {
    return;
  }
  let hasFailed = false;
  for (const [index, error] of errors.entries()) {
    const { thrown, status } = readError(error);
    const fails: boolean = !hasFailed && isFailure(options.http, status, thrown);
    hasFailed ||= fails;
    if (fails || index < MAX_RECORDED_ERRORS) {
      recordError(entry.span, thrown, fails);
    }
    if (fails) {
      entry.noteError(thrown);
    }
  }
}
