import { SpanKind } from '@opentelemetry/api';

/** One span of a trace as a guide shows it. */
export interface ShownSpan {
  /** 0 for a root. */
  readonly depth: number;
  readonly name: string;
  /** Left out where a trace is of one service. */
  readonly service?: string;
  readonly kind: string;
  /** What else the line tells, such as `201` or `order.id=7`; in each, `…` stands for anything. */
  readonly details: readonly string[];
}

const BRANCH_WIDTH = '└─ '.length;

/**
 * A tree of spans as `DEBUG=True` prints it, without the columns of time: name, service where there
 * are several, kind, details, with two blanks or more between them.
 *
 * @returns undefined where a line is no span
 */
export function readTraceText(text: string): ShownSpan[] | undefined {
  const spans = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(readLine);
  return spans.length > 0 && spans.every((span) => span !== undefined) ? spans : undefined;
}

function readLine(line: string): ShownSpan | undefined {
  const [branches = ''] = /^[│├└─ ]*/.exec(line) ?? [];
  const [name = '', ...cells] = line
    .slice(branches.length)
    .trim()
    .split(/\s{2,}/);
  const kindAt = cells.findIndex((cell) => cell in SpanKind);
  if (kindAt === -1 || kindAt > 1) return undefined;
  return {
    depth: branches.length / BRANCH_WIDTH,
    name,
    service: kindAt === 1 ? cells[0] : undefined,
    kind: cells[kindAt]!,
    details: cells.slice(kindAt + 1).filter((cell) => !/^(▕|[\d.]+ m?s$)/.test(cell)),
  };
}
