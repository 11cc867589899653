import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { durationText, errorText, keyAttributes } from './describe-span-line.js';
import { renderCells } from '../../terminal/render-cells.js';
import type { Cell } from '../../terminal/render-cells.js';
import type { TraceSpan } from './trace-span.interface.js';
import { layOutTree } from './trace-tree.js';
import type { TreeLine } from './trace-tree.js';

/** @publicApi */
export interface FormatTraceOptions {
  /**
   * Whether to colour the text for a terminal.
   * @default false
   */
  colors?: boolean;

  /**
   * Longest line, in characters: what does not fit is cut from its end.
   * @default Infinity
   */
  width?: number;
}

const BAR_WIDTH = 16;

/**
 * Draws one trace as a tree, one span a line: name, service, kind, duration, where in the trace it
 * lies, its telling attributes, and what went wrong. The trace id comes last.
 *
 * @param spans the spans of one trace, of any number of services, in any order
 * @publicApi
 */
export function formatTrace(
  spans: readonly TraceSpan[],
  { colors = false, width = Infinity }: FormatTraceOptions = {},
): string {
  const lines = layOutTree(spans);
  const columns = measure(lines);
  const frame = timeFrame(spans);
  const rows = lines.map((line) => describeLine(line, columns, frame));
  const traceId: Cell = { text: `trace ${spans[0]?.traceId ?? '(empty)'}`, style: 'dim' };
  return [...rows, [traceId]].map((row) => renderCells(row, { colors, width })).join('\n');
}

interface Columns {
  readonly name: number;
  readonly service: number;
  readonly duration: number;
}

interface TimeFrame {
  readonly startMs: number;
  readonly durationMs: number;
}

function describeLine(line: TreeLine, columns: Columns, frame: TimeFrame): Cell[] {
  const { span, branches } = line;
  const isFailed = span.status.code === SpanStatusCode.ERROR;
  const name = span.name.padEnd(columns.name - branches.length);
  const failure = failureText(span);
  return [
    { text: branches, style: 'dim', isJoined: true },
    { text: name, style: isFailed ? ['bold', 'red'] : 'bold' },
    { text: span.serviceName.padEnd(columns.service), style: 'cyan' },
    { text: SpanKind[span.kind].padEnd('PRODUCER'.length), style: 'dim' },
    { text: durationText(span.durationMs).padStart(columns.duration) },
    { text: bar(span, frame), style: isFailed ? 'red' : 'green' },
    { text: failure, style: isFailed ? 'red' : 'yellow', isJoined: failure.endsWith(' ') },
    { text: keyAttributes(span), style: 'dim' },
  ];
}

/**
 * `✖` also before an exception that was made an answer below 500, in another colour. It stands
 * alone, and joined to the status that follows, where that says it all.
 */
function failureText(span: TraceSpan): string {
  const error = errorText(span);
  return error === undefined ? '' : `✖ ${error}`;
}

function measure(lines: readonly TreeLine[]): Columns {
  const widest = (width: (line: TreeLine) => number) => Math.max(0, ...lines.map(width));
  return {
    name: widest(({ span, branches }) => branches.length + span.name.length),
    service: widest(({ span }) => span.serviceName.length),
    duration: widest(({ span }) => durationText(span.durationMs).length),
  };
}

function timeFrame(spans: readonly TraceSpan[]): TimeFrame {
  const startMs = Math.min(...spans.map((span) => span.startTimeMs));
  const endMs = Math.max(...spans.map((span) => span.startTimeMs + span.durationMs));
  return { startMs, durationMs: Math.max(endMs - startMs, Number.EPSILON) };
}

/** A strip as wide as the whole trace, filled where the span ran; the shortest still shows. */
function bar({ startTimeMs, durationMs }: TraceSpan, frame: TimeFrame): string {
  const scale = BAR_WIDTH / frame.durationMs;
  const length = Math.min(Math.max(Math.round(durationMs * scale), 1), BAR_WIDTH);
  const offset = Math.min(Math.round((startTimeMs - frame.startMs) * scale), BAR_WIDTH - length);
  return `▕${' '.repeat(offset)}${'█'.repeat(length)}${' '.repeat(BAR_WIDTH - offset - length)}▏`;
}
