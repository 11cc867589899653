import { styleText } from 'node:util';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { durationText, errorText, keyAttributes } from './describe-span-line.js';
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
}

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

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
  { colors = false }: FormatTraceOptions = {},
): string {
  const paint: Paint = (style, text) =>
    colors && text !== '' ? styleText(style, text, { validateStream: false }) : text;
  const lines = layOutTree(spans);
  const columns = measure(lines);
  const frame = timeFrame(spans);
  return [
    ...lines.map((line) => formatLine(line, columns, frame, paint)),
    paint('dim', `trace ${spans[0]?.traceId ?? '(empty)'}`),
  ].join('\n');
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

function formatLine(line: TreeLine, columns: Columns, frame: TimeFrame, paint: Paint): string {
  const { span, branches } = line;
  const error = errorText(span);
  const isFailed = span.status.code === SpanStatusCode.ERROR;
  const name = span.name.padEnd(columns.name - branches.length);
  return [
    paint('dim', branches) + paint(isFailed ? ['bold', 'red'] : 'bold', name),
    paint('cyan', span.serviceName.padEnd(columns.service)),
    paint('dim', kindText(span.kind).padEnd(8)),
    durationText(span.durationMs).padStart(columns.duration),
    paint(isFailed ? 'red' : 'green', bar(span, frame)),
    error === undefined ? '' : paint(isFailed ? 'red' : 'yellow', `✖ ${error}`),
    paint('dim', keyAttributes(span)),
  ]
    .filter((column) => column !== '')
    .join('  ')
    .trimEnd();
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

/** INTERNAL is what most spans are, so it is not worth a word. */
function kindText(kind: SpanKind): string {
  return kind === SpanKind.INTERNAL ? '' : SpanKind[kind];
}
