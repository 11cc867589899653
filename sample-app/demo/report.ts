import { formatTrace, type TraceSpan } from 'nestjs-tracing';
import type { ChosenServers } from './choose-servers.js';
import type { Jaeger } from './jaeger.js';

export interface ReportedTrace {
  title: string;
  fileName: string;
  traceId: string;
  spans: TraceSpan[];
}

/** The trace as a tree, which ends with its id, and where else to look at it. */
export async function describeTrace(spans: TraceSpan[], jaeger?: Jaeger): Promise<string> {
  const { stdout } = process;
  const colors = stdout.isTTY && stdout.hasColors();
  // A terminal that does not know its size has 0 columns.
  const width = stdout.columns || undefined;
  const lines = [formatTrace(spans, { colors, width })];
  const link = await jaeger?.linkTo(spans[0]!.traceId);
  if (link) lines.push(link);
  return `${lines.join('\n')}\n`;
}

export function describeServers(servers: ChosenServers): string {
  const lines = Object.values(servers).map(
    ({ name, description }) => `  ${name.padEnd(12)}${description}`,
  );
  return `\nServers in use\n${lines.join('\n')}\n`;
}

/** For programs, such as the tests of this demo. */
export function toJson(servers: ChosenServers, traces: readonly ReportedTrace[]): string {
  const realServers = Object.values(servers).flatMap(({ name, isReal }) => (isReal ? [name] : []));
  return `${JSON.stringify({ realServers, traces }, null, 2)}\n`;
}
