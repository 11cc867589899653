import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { EventEmitter } from 'node:events';

/**
 * Whether a test runner gives each test file packages and global objects of its own, as Jest does,
 * and vitest with its pools for `vm`. The files of a worker then run one after the other, each with
 * its own copy of this library, and share one thing: the modules of Node.
 */
export const isSandboxed = Object.getPrototypeOf(EventEmitter) !== Function.prototype;

/** A channel belongs to Node, and so to all copies in the process. */
const BEGINNING = 'nestjs-tracing:sandbox';

/** Who leaves, and for whom. */
export interface Succession {
  /** Whether the next copy is of the same test file, which has had its packages loaded anew. */
  readonly isInSameFile: boolean;
}

let hasBegun = false;

/**
 * In a sandbox, has the copies of this library before this one leave.
 *
 * @param leave called when the next copy begins. If that is one of another test file, its own is
 *   over: it must load nothing then, and use no global object
 */
export function beginSandbox(leave: (succession: Succession) => void): void {
  if (!isSandboxed || hasBegun) {
    return;
  }
  hasBegun = true;
  channel(BEGINNING).publish(globalThis);
  subscribe(BEGINNING, function onNext(newcomer): void {
    unsubscribe(BEGINNING, onNext);
    leave({ isInSameFile: newcomer === globalThis });
  });
}
