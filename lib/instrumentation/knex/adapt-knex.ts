import type { Instrumentation } from '@opentelemetry/instrumentation';
import { describeError } from '../../spans/describe-error.js';
import { replaceMethod } from '../../spans/replace-method.js';
import { tellErrorAs } from '../../spans/told-errors.js';

type Query = (this: unknown, ...args: unknown[]) => Promise<unknown>;
type WrapQuery = (query: Query) => Query;

/**
 * Keeps the values of a query out of what is told of its failure. Knex writes the whole statement
 * with all values into the error's message, and the instrumentation (0.67) takes it out only where
 * it guesses the same text.
 */
export function adaptKnex(instrumentation: Instrumentation): void {
  replaceMethod(
    instrumentation,
    'createQueryWrapper',
    (createWrapper) =>
      function (...args) {
        return besideFailures(createWrapper.apply(this, args) as WrapQuery);
      },
  );
}

/** The instrumentation sees a stand-in of the error, and Knex the error itself. */
function besideFailures(wrap: WrapQuery): WrapQuery {
  return (query) => {
    const traced = wrap(async function (...args) {
      try {
        return await query.apply(this, args);
      } catch (error) {
        throw new Failure(error);
      }
    });
    return async function (...args) {
      try {
        return await traced.apply(this, args);
      } catch (failure) {
        throw failure instanceof Failure ? failure.error : failure;
      }
    };
  };
}

class Failure extends Error {
  readonly code: unknown;

  constructor(readonly error: unknown) {
    noteMessage(error);
    const { name, message, stack } = describeError(error);
    super(message);
    this.name = name;
    this.stack = stack;
    this.code = (error as { code?: unknown } | null)?.code;
  }
}

/** `<statement> - <message of the driver>`, of which MySQL's has a field of its own. */
function noteMessage(error: unknown): void {
  if (error instanceof Error) {
    const { sqlMessage } = error as { sqlMessage?: unknown };
    const message = typeof sqlMessage === 'string' ? sqlMessage : error.message.split(' - ').at(-1);
    tellErrorAs(error, message ?? '');
  }
}
