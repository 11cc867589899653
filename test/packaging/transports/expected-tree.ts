import { tree } from '../../support/span-tree.js';
import type { PatternName } from './app/patterns.js';
import type { TransportName } from './app/transports.js';
import type { Pairing } from './pairings.js';

/** The spans of one message, from the sender's to the handler's. */
interface Hop {
  readonly sent: string;
  readonly received: string;
  readonly handled: string;
}

const failing: Hop = {
  sent: 'CLIENT failing ERROR !Error',
  received: 'SERVER failing ERROR',
  handled: 'OrdersController.failing ERROR !RpcException',
};

/** Of gRPC alone the server is told how long the sender waits. */
const deadline: Hop = {
  sent: 'CLIENT deadline ERROR !Error',
  received: 'SERVER deadline ERROR',
  handled: 'OrdersController.deadline',
};

const placed: Hop = {
  sent: 'PRODUCER send placed',
  received: 'CONSUMER process placed',
  handled: 'OrdersController.placed',
};

const specialHops: Partial<Record<PatternName, Hop>> = { failing, deadline, placed };

/** What `drawTree()` makes of a pattern, the same over every transport and on every version of Nest. */
export function expectedTree(
  { sender, receiver }: Pairing,
  transport: TransportName,
  pattern: PatternName,
): string {
  const { sent, received, handled } = hopOf(pattern);
  const times = pattern === 'record' ? 2 : 1;
  const below = receiver.traced ? [received, `  ${handled}`] : [];
  if (!sender.traced) return repeat(times, below);
  const hops = repeat(times, [sent, ...below.map(indent)])
    .split('\n')
    .map(indent);
  return tree([`${transport} ${pattern}`, ...hops].join('\n'));
}

function hopOf(pattern: PatternName): Hop {
  const special = specialHops[pattern];
  if (special !== undefined) return special;
  return {
    // Given up before an answer came.
    sent: pattern === 'late' ? 'CLIENT late ERROR' : `CLIENT ${pattern}`,
    received: `SERVER ${pattern}`,
    handled: `OrdersController.${pattern}`,
  };
}

function repeat(times: number, lines: readonly string[]): string {
  return Array.from({ length: times }, () => lines.join('\n')).join('\n');
}

function indent(line: string): string {
  return `  ${line}`;
}
