import { detachNodeContextKeeping } from './inbound/http/keep-context.js';
import { releaseNode } from './instrumentation/kept-instrumentations.js';
import { beginSandbox, isSandboxed } from './packages/sandbox.js';
import { unregisterProvider } from './sdk/register-provider.js';
import { guarded } from './spans/guarded.js';

/** Applications of this test file that have not been closed; elsewhere nobody asks for them. */
const open = new Set<object>();

/**
 * To be called before tracing starts. Where every test file has a copy of this library, the copy of
 * the file before may have left its patches in the modules of Node, and those of an application
 * that nobody closed would add spans and headers to what this file does.
 */
export function takeTurn(): void {
  beginSandbox(({ isInSameFile }) => {
    if (isInSameFile) {
      // Or the next copy would be the guest of a provider whose spans it cannot read.
      unregisterProvider();
    }
    leaveNode();
  });
}

export function noteOpened(application: object): void {
  if (isSandboxed) {
    open.add(application);
  }
}

/** The test file may be over with its last application, and the next one not be traced at all. */
export function noteClosed(application: object): void {
  open.delete(application);
  if (isSandboxed && open.size === 0) {
    leaveNode();
  }
}

/** An application that starts after this patches them again. */
function leaveNode(): void {
  guarded('leaving the modules of Node', () => {
    detachNodeContextKeeping();
    releaseNode();
  });
}
