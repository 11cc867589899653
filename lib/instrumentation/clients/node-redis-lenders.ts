import { context, diag } from '@opentelemetry/api';
import { messages } from '../../errors/messages.js';
import { prototypeOwning } from './prototype-owner.js';

type Work = (client: object) => unknown;
type Lend = (this: unknown, ...args: unknown[]) => unknown;

/** The method by which a pool or a sentinel lends one of its clients for some work. */
interface LendingMethod {
  readonly name: string;
  /** Which of its arguments is the work. */
  readonly workAt: number;
}

export const lendingOfPool: LendingMethod = { name: 'execute', workAt: 0 };
export const lendingOfSentinel: LendingMethod = { name: '_execute', workAt: 1 };

const wrapped = new WeakSet<object>();

/**
 * Has the clients of a pool or a sentinel instrumented, which it shows only to work that borrows one.
 * Work that waited for a client runs where other work ended, so it is given back the context it was
 * called in.
 */
export function instrumentBorrowedClients(
  lender: object,
  { name, workAt }: LendingMethod,
  instrumentOne: (client: object) => void,
): void {
  const prototype = prototypeOwning(lender, [name]) as Record<string, Lend> | undefined;
  const lend = prototype?.[name];
  if (prototype === undefined || lend === undefined) {
    diag.warn(messages.clientUnknown('a pool or a sentinel of redis', [name]));
    return;
  }
  if (wrapped.has(prototype)) {
    return;
  }
  wrapped.add(prototype);
  prototype[name] = function (...args) {
    const work = args[workAt] as Work;
    args[workAt] = context.bind(context.active(), (client: object) => {
      instrumentOne(client);
      return work(client);
    });
    return lend.apply(this, args);
  };
}
