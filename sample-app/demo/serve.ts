import { curlCommand } from './checkout.js';
import { describeTrace } from './report.js';
import type { Stage } from './stage.js';
import { rootRequest, whatIsMissing } from './trace-completeness.js';

/** Prints the trace of every request to the gateway until the demo is interrupted. */
export async function serve({ store, jaeger, ending }: Stage): Promise<void> {
  process.stdout.write(instructions());
  const printed = new Set<string>();
  for await (const spans of store.quietTraces(ending.signal)) {
    const root = rootRequest(spans);
    if (!root || printed.has(root.traceId) || whatIsMissing(spans)) continue;
    printed.add(root.traceId);
    process.stdout.write(`\n${await describeTrace(spans, jaeger)}`);
  }
}

function instructions(): string {
  return `
The system keeps running, and each new trace is printed here. Ctrl-C ends it.

A checkout that succeeds:
  ${curlCommand('tok_visa')}

A checkout whose payment is declined:
  ${curlCommand('tok_declined')}
`;
}
