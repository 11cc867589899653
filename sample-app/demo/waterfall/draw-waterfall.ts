import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { TraceSpan } from 'nestjs-tracing';
import { layOutRows, type WaterfallRow } from './lay-out-rows.js';
import type { WaterfallTheme } from './waterfall-theme.js';

const width = 1_000;
const padding = 20;
const headHeight = 96;
const rowHeight = 24;
const barHeight = 12;
const indent = 11;
/** Where the bars begin and end. */
const timelineX = 452;
const timelineWidth = width - padding - timelineX;
/** What a duration needs beside its bar. */
const labelWidth = 58;
const marks = 4;

interface Canvas {
  readonly theme: WaterfallTheme;
  readonly rows: readonly WaterfallRow[];
  readonly services: readonly string[];
  readonly startMs: number;
  readonly lengthMs: number;
  readonly height: number;
}

/**
 * A trace as an SVG: a line a span, in the colour of its service. Each line is a group whose
 * `aria-label` is the service, kind and name of its span, and whose `data-depth` its place in the tree.
 */
export function drawWaterfall(spans: readonly TraceSpan[], theme: WaterfallTheme): string {
  const canvas = prepare(spans, theme);
  const { height, rows } = canvas;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(describe(canvas))}">`,
    `<style>${styleOf(theme)}</style>`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="${theme.paper}" stroke="${theme.rim}"/>`,
    ...drawHead(canvas),
    ...drawScale(canvas),
    ...rows.map((row, index) => drawRow(row, headHeight + index * rowHeight, canvas)),
    '</svg>\n',
  ].join('\n');
}

function prepare(spans: readonly TraceSpan[], theme: WaterfallTheme): Canvas {
  const rows = layOutRows(spans);
  const startMs = Math.min(...spans.map(({ startTimeMs }) => startTimeMs));
  const endMs = Math.max(...spans.map((span) => span.startTimeMs + span.durationMs));
  return {
    theme,
    rows,
    services: [...new Set(rows.map(({ span }) => span.serviceName))],
    startMs,
    lengthMs: endMs - startMs,
    height: headHeight + rows.length * rowHeight + padding - 6,
  };
}

function styleOf({ text, quiet, failure, paper }: WaterfallTheme): string {
  return (
    `text{font:12px system-ui,-apple-system,'Segoe UI','DejaVu Sans',sans-serif;fill:${text}}` +
    `.title{font-size:17px;font-weight:600}.quiet{fill:${quiet}}` +
    `.mark{fill:${quiet};font-size:10.5px}.failed{fill:${failure};font-weight:600}` +
    `.inside{fill:${paper};font-weight:600}`
  );
}

/** `gateway: POST /checkout, 31 ms, 18 spans of 4 services`. */
function describe({ rows, services, lengthMs }: Canvas): string {
  const root = rows[0]?.span;
  return (
    `${root?.serviceName}: ${root?.name}, ${durationText(lengthMs)}, ` +
    `${rows.length} spans of ${services.length} services`
  );
}

function drawHead(canvas: Canvas): string[] {
  const { rows, services, theme, lengthMs } = canvas;
  const root = rows[0]?.span;
  const facts = `${durationText(lengthMs)} · ${rows.length} spans · trace ${root?.traceId}`;
  const legend = services.map((service, index) => {
    const x = padding + index * 108;
    return (
      `<rect x="${x}" y="60" width="10" height="10" rx="2" fill="${colorOf(service, canvas)}"/>` +
      `<text x="${x + 16}" y="69">${escape(service)}</text>`
    );
  });
  return [
    `<text class="title" x="${padding}" y="35">${escape(root?.name ?? '')}</text>`,
    `<text class="quiet" x="${width - padding}" y="35" text-anchor="end">${facts}</text>`,
    ...legend,
    `<line x1="${padding}" x2="${width - padding}" y1="${headHeight - 10}" y2="${headHeight - 10}" stroke="${theme.rim}"/>`,
  ];
}

function drawScale({ theme, lengthMs, height }: Canvas): string[] {
  return Array.from({ length: marks + 1 }, (_, mark) => {
    const x = fixed(timelineX + (mark / marks) * timelineWidth);
    const anchor = mark === marks ? 'end' : mark === 0 ? 'start' : 'middle';
    return (
      `<line x1="${x}" x2="${x}" y1="${headHeight - 10}" y2="${height - 14}" stroke="${theme.line}"/>` +
      `<text class="mark" x="${x}" y="${headHeight - 16}" text-anchor="${anchor}">${durationText((mark / marks) * lengthMs)}</text>`
    );
  });
}

function drawRow({ span, depth }: WaterfallRow, top: number, canvas: Canvas): string {
  const { name, kind, serviceName } = span;
  const x = padding + depth * indent;
  const baseline = top + 16;
  return [
    `<g data-depth="${depth}" aria-label="${escape(`${serviceName} ${SpanKind[kind]} ${name}`)}">`,
    `<rect x="${x}" y="${top + 4}" width="3" height="16" rx="1.5" fill="${colorOf(serviceName, canvas)}"/>`,
    `<text x="${x + 10}" y="${baseline}">${drawFailure(span)}${escape(name)}<tspan class="quiet" dx="7">${noteOn(span)}</tspan></text>`,
    drawBar(span, top, canvas),
    '</g>',
  ].join('');
}

function drawBar(span: TraceSpan, top: number, canvas: Canvas): string {
  const perMs = timelineWidth / canvas.lengthMs;
  const from = timelineX + (span.startTimeMs - canvas.startMs) * perMs;
  const length = Math.max(1.5, span.durationMs * perMs);
  const fill = hasFailed(span) ? canvas.theme.failure : colorOf(span.serviceName, canvas);
  return (
    `<rect x="${fixed(from)}" y="${top + 6}" width="${fixed(length)}" height="${barHeight}" rx="2" fill="${fill}"/>` +
    drawDuration(span, from, from + length, top + 16)
  );
}

/** Behind the bar, before it where the picture ends, and above nothing else. */
function drawDuration({ durationMs }: TraceSpan, from: number, to: number, y: number): string {
  const text = durationText(durationMs);
  if (to + labelWidth < width - padding) {
    return `<text class="quiet" x="${fixed(to + 6)}" y="${y}">${text}</text>`;
  }
  if (from - labelWidth > timelineX) {
    return `<text class="quiet" x="${fixed(from - 6)}" y="${y}" text-anchor="end">${text}</text>`;
  }
  return `<text x="${fixed(to - 6)}" y="${y}" text-anchor="end" class="inside">${text}</text>`;
}

function drawFailure(span: TraceSpan): string {
  return hasFailed(span) ? '<tspan class="failed">✖</tspan> ' : '';
}

/** The kind, where it is more than a step inside of a service, who is asked, and what the answer was. */
function noteOn({ kind, attributes }: TraceSpan): string {
  const words = [
    kind === SpanKind.INTERNAL ? undefined : SpanKind[kind].toLowerCase(),
    attributes['db.system.name'] ?? attributes['messaging.system'],
    attributes['http.response.status_code'],
  ];
  return escape(words.filter((word) => word !== undefined).join(' '));
}

function hasFailed({ status }: TraceSpan): boolean {
  return status.code === SpanStatusCode.ERROR;
}

function colorOf(service: string, { services, theme }: Canvas): string {
  return theme.services[services.indexOf(service) % theme.services.length] ?? theme.text;
}

function durationText(durationMs: number): string {
  return `${durationMs >= 10 ? Math.round(durationMs) : Number(durationMs.toFixed(1))} ms`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function fixed(value: number): string {
  return value.toFixed(1);
}
