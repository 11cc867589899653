import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { durationText, errorText, keyAttributes } from './describe-span-line.js';
import { renderCells } from '../../terminal/render-cells.js';
import type { Cell, LineFormat } from '../../terminal/render-cells.js';
import { cutText, padText, printable, textWidth } from '../../terminal/text-width.js';
import type { TraceSpan } from './trace-span.interface.js';
import { layOutTree } from './trace-tree.js';
import type { TreeLine } from './trace-tree.js';

/**
 * How `formatTrace()` draws.
 *
 * @publicApi
 */
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

/** In columns of a terminal, with the branches before it. */
const MAX_NAME_WIDTH = 80;
const MIN_NAME_WIDTH = 12;
const MAX_SERVICE_WIDTH = 30;

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
  return drawTrace(spans, { colors, width });
}

/** How a part of a trace is drawn. */
export interface TraceFormat extends LineFormat {
  /** Whether another part of the trace has been drawn before. */
  readonly isContinued?: boolean;
}

export function drawTrace(spans: readonly TraceSpan[], format: TraceFormat): string {
  const lines = layOutTree(spans);
  const columns = measure(lines, format.width);
  const frame = timeFrame(spans);
  const rows = lines.map((line) => describeLine(line, columns, frame));
  return [...rows, lastRow(spans, format)].map((row) => renderCells(row, format)).join('\n');
}

/** What there is to say of the trace as a whole, its id last. */
function lastRow(spans: readonly TraceSpan[], { isContinued = false }: TraceFormat): Cell[] {
  const running = spans.filter(({ isRunning }) => isRunning === true).length;
  const isIncomplete = running > 0 && `incomplete, ${running} still running`;
  const notes = [isContinued && 'continued', isIncomplete].filter((note) => note !== false);
  return [
    { text: notes.join(', '), style: 'yellow' },
    { text: `trace ${spans[0]?.traceId ?? '(empty)'}`, style: 'dim' },
  ];
}

interface Columns {
  readonly indent: number;
  readonly name: number;
  readonly service: number;
  readonly duration: number;
}

interface TimeFrame {
  readonly startMs: number;
  readonly durationMs: number;
}

function describeLine(line: TreeLine, columns: Columns, frame: TimeFrame): Cell[] {
  const { span } = line;
  const branches = cutIndent(line.branches, columns.indent);
  const isFailed = span.status.code === SpanStatusCode.ERROR;
  const room = columns.name - branches.length;
  const name = padText(cutText(printable(span.name), room), room);
  const service = cutText(printable(span.serviceName), columns.service);
  const failure = span.isRunning === true ? 'still running' : failureText(span);
  return [
    { text: branches, style: 'dim', isJoined: true },
    { text: name, style: isFailed ? ['bold', 'red'] : 'bold' },
    { text: padText(service, columns.service), style: 'cyan' },
    { text: SpanKind[span.kind].padEnd('PRODUCER'.length), style: 'dim' },
    { text: durationText(span.durationMs).padStart(columns.duration) },
    { text: bar(span, frame), style: isFailed ? 'red' : 'green' },
    { text: failure, style: isFailed ? 'red' : 'yellow', isJoined: failure.endsWith(' ') },
    { text: keyAttributes(span), style: 'dim' },
  ];
}

/** What is deeper than there is room for stands below its parent without an indent of its own. */
function cutIndent(branches: string, most: number): string {
  return branches.length <= most ? branches : `…${branches.slice(1 - most)}`;
}

/**
 * `✖` also before an exception that was made an answer below 500, in another colour. It stands
 * alone, and joined to the status that follows, where that says it all.
 */
function failureText(span: TraceSpan): string {
  const error = errorText(span);
  return error === undefined ? '' : `✖ ${error}`;
}

/** A long name leaves room for the other columns, of which the terminal would show nothing else. */
function measure(lines: readonly TreeLine[], width: number): Columns {
  const widest = (widthOf: (line: TreeLine) => number) => Math.max(0, ...lines.map(widthOf));
  const mostOfName = Math.min(MAX_NAME_WIDTH, Math.max(MIN_NAME_WIDTH * 2, Math.floor(width / 2)));
  const names = widest(({ span, branches }) => branches.length + textWidth(printable(span.name)));
  const services = widest(({ span }) => textWidth(printable(span.serviceName)));
  return {
    indent: mostOfName - MIN_NAME_WIDTH,
    name: Math.min(names, mostOfName),
    service: Math.min(services, MAX_SERVICE_WIDTH),
    duration: widest(({ span }) => durationText(span.durationMs).length),
  };
}

function timeFrame(spans: readonly TraceSpan[]): TimeFrame {
  const startMs = Math.min(...spans.map((span) => span.startTimeMs));
  const endMs = Math.max(...spans.map((span) => span.startTimeMs + span.durationMs));
  return { startMs, durationMs: Math.max(endMs - startMs, Number.EPSILON) };
}

/** A strip as wide as the whole trace, filled where the span ran; the shortest still shows. */
function bar({ startTimeMs, durationMs, isRunning }: TraceSpan, frame: TimeFrame): string {
  const scale = BAR_WIDTH / frame.durationMs;
  const length = Math.min(Math.max(Math.round(durationMs * scale), 1), BAR_WIDTH);
  const offset = Math.min(Math.round((startTimeMs - frame.startMs) * scale), BAR_WIDTH - length);
  return `▕${' '.repeat(offset)}${(isRunning === true ? '▒' : '█').repeat(length)}${' '.repeat(BAR_WIDTH - offset - length)}▏`;
}
