import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { beforeEach, describe, expect, it } from 'vitest';
import { TraceTreePrinter } from '../../lib/sdk/console/trace-tree-printer.js';
import { waitFor } from '../support/wait-for.js';

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
    expect(printed.map(names)).toEqual([['oldest', '└─ its child']]);
    oldest.end();
    others.at(-1)?.end();

    expect(printed.map(names).slice(1)).toEqual([['oldest'], ['trace 255']]);
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

    expect(printed.map(names)).toEqual([['request', '└─ handler'], ['request']]);
    expect(printed.map(lastLine)).toEqual([
      expect.stringMatching(/^incomplete, 1 still running {2}trace \w{32}$/),
      expect.stringMatching(/^continued {2}trace \w{32}$/),
    ]);
  });

  it('prints a trace in which nothing happens any more as incomplete, once', async () => {
    printThoseStuckFor(20);
    const hung = start('hung request');
    start('handler', hung).end();
    start('stream', hung);

    await waitFor('an incomplete trace', () => printed.length > 0);
    start('another').end();
    await provider.forceFlush();

    expect(printed.map(names)).toEqual([['hung request', '├─ handler', '└─ stream'], ['another']]);
    expect(printed[0]).toMatch(/^hung request .* ▕▒+▏ {2}still running$/m);
    expect(lastLine(printed[0]!)).toMatch(/^incomplete, 2 still running {2}trace \w{32}$/);
  });

  it('prints what comes later of an incomplete trace, and what is running still', async () => {
    printThoseStuckFor(20);
    const root = start('request');
    await waitFor('an incomplete trace', () => printed.length === 1);

    start('late', root).end();
    await waitFor('its continuation', () => printed.length === 2);
    root.end();

    expect(printed.map(names)).toEqual([['request'], ['request', '└─ late'], ['request']]);
    expect(printed.map((text) => lastLine(text).split('  ')[0])).toEqual([
      'incomplete, 1 still running',
      'continued, incomplete, 1 still running',
      'continued',
    ]);
  });

  it('lets go of a trace that may never end before one that is busy', async () => {
    printThoseStuckFor(20);
    start('hung');
    await waitFor('an incomplete trace', () => printed.length === 1);

    const busy = start('busy');
    Array.from({ length: 255 }, (_, index) => start(`trace ${index}`));
    start('child', busy).end();
    busy.end();

    expect(printed.map(names).at(-1)).toEqual(['busy', '└─ child']);
    await provider.shutdown();
  });

  it.each([true, false])('colours for a terminal that says so: %s', (hasColors) => {
    const processor = new TraceTreePrinter({ ...stream(), hasColors: () => hasColors });
    provider = new NodeTracerProvider({ spanProcessors: [processor] });

    start('request').end();

    expect(printed.join('').includes('\u001b[')).toBe(hasColors);
  });

  it('cuts nothing for a terminal that does not know its width', () => {
    const processor = new TraceTreePrinter({ ...stream(), columns: 0 });
    provider = new NodeTracerProvider({ spanProcessors: [processor] });

    start('request').end();

    expect(printed.map(names)).toEqual([['request']]);
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

function printThoseStuckFor(ms: number): void {
  provider = new NodeTracerProvider({ spanProcessors: [new TraceTreePrinter(stream(), ms)] });
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

function stream() {
  return { write: (text: string) => printed.push(text) > 0 };
}

/** Names and branches of the lines, without the trace id. */
function names(text: string): string[] {
  const lines = text.trim().split('\n').slice(0, -1);
  return lines.map((line) => line.split(/ {2,}unknown_service/)[0] ?? '');
}
