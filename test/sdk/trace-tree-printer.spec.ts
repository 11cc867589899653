import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { beforeEach, describe, expect, it } from 'vitest';
import { TraceTreePrinter } from '../../lib/sdk/console/trace-tree-printer.js';

let printed: string[];
let printer: TraceTreePrinter;
let provider: NodeTracerProvider;

beforeEach(() => {
  printed = [];
  printer = new TraceTreePrinter(stream());
  provider = new NodeTracerProvider({ spanProcessors: [printer] });
});

describe('TraceTreePrinter', () => {
  it('prints a trace once, when its last span has ended', () => {
    const root = start('request');
    const child = start('handler', root);

    child.end();
    expect(printed).toEqual([]);
    root.end();

    expect(printed.map(names)).toEqual([['request', '└─ handler']]);
  });

  it('waits for a child that outlives its parent', () => {
    const root = start('request');
    const child = start('later', root);

    root.end();
    expect(printed).toEqual([]);
    child.end();

    expect(printed.map(names)).toEqual([['request', '└─ later']]);
  });

  it('keeps traces apart', () => {
    const [one, two] = [start('one'), start('two')];

    two.end();
    one.end();

    expect(printed.map(names)).toEqual([['two'], ['one']]);
  });

  it('lets the oldest go where more than 256 traces are open', () => {
    const oldest = start('oldest');
    start('its child', oldest).end();

    const others = Array.from({ length: 256 }, (_, index) => start(`trace ${index}`));
    expect(printed.map(names)).toEqual([['its child']]);
    oldest.end();
    others.at(-1)?.end();

    expect(printed.map(names)).toEqual([['its child'], ['oldest'], ['trace 255']]);
  });

  it('prints a trace in parts that has more than 512 spans', () => {
    const root = start('request');
    for (let index = 0; index < 600; index += 1) start('step', root).end();

    root.end();

    expect(printed.map((text) => names(text).length)).toEqual([512, 89]);
  });

  it('prints what there is when it is flushed, and nothing twice', async () => {
    const root = start('request');
    start('handler', root).end();

    await provider.forceFlush();
    root.end();
    await provider.shutdown();

    expect(printed.map(names)).toEqual([['handler'], ['request']]);
  });

  it.each([true, false])('colours for a terminal that says so: %s', (hasColors) => {
    const processor = new TraceTreePrinter({ ...stream(), hasColors: () => hasColors });
    provider = new NodeTracerProvider({ spanProcessors: [processor] });

    start('request').end();

    expect(printed.join('').includes('\u001b[')).toBe(hasColors);
  });

  it('cuts lines at the width of a terminal', () => {
    const processor = new TraceTreePrinter({ ...stream(), columns: 30 });
    provider = new NodeTracerProvider({ spanProcessors: [processor] });

    start('a name that is longer than the terminal is wide').end();

    const lengths = printed
      .join('')
      .split('\n')
      .map((line) => line.length);
    expect(Math.max(...lengths)).toBe(30);
  });
});

function start(name: string, parent?: Span): Span {
  const context = parent === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, parent);
  return provider.getTracer('test').startSpan(name, {}, context);
}

function stream() {
  return { write: (text: string) => printed.push(text) > 0 };
}

/** Names and branches of the lines, without the trace id. */
function names(text: string): string[] {
  const lines = text.trim().split('\n').slice(0, -1);
  return lines.map((line) => line.split(/ {2,}unknown_service/)[0] ?? '');
}
