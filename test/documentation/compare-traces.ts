import { tree } from '../support/span-tree.js';
import type { ShownSpan } from './trace-text.js';

/**
 * Whether what a guide shows is what was recorded: the same spans below each other, siblings in any
 * order, and of each all details shown.
 */
export function isSameTrace(shown: readonly ShownSpan[], recorded: readonly ShownSpan[]): boolean {
  const hasServices = shown.some(({ service }) => service !== undefined);
  return (
    outline(shown, hasServices) === outline(recorded, hasServices) &&
    shown.every((span) => recorded.some((other) => isSameSpan(span, other)))
  );
}

/** The trees in one block, each from a root on. */
export function splitTraces(shown: readonly ShownSpan[]): ShownSpan[][] {
  const roots = shown.flatMap(({ depth }, index) => (depth === 0 ? [index] : []));
  return roots.map((start, index) => shown.slice(start, roots[index + 1]));
}

/** The trace as it stands in a guide, with as many details as `DEBUG=True` prints. */
export function drawTrace(spans: readonly ShownSpan[]): string {
  return spans
    .map(({ depth, name, service, kind, details }) =>
      [
        `${'   '.repeat(Math.max(depth - 1, 0))}${depth > 0 ? '└─ ' : ''}${name}`,
        service,
        kind,
        ...details,
      ].join('  '),
    )
    .join('\n');
}

function outline(spans: readonly ShownSpan[], hasServices: boolean): string {
  return tree(
    spans
      .map(({ depth, name, service, kind }) =>
        [`${'  '.repeat(depth)}${kind}`, hasServices ? service : '', name].join(' '),
      )
      .join('\n'),
  );
}

function isSameSpan(shown: ShownSpan, recorded: ShownSpan): boolean {
  return (
    shown.name === recorded.name &&
    shown.kind === recorded.kind &&
    shown.details.every((detail) => recorded.details.some((other) => fits(detail, other)))
  );
}

/** Whether the text has all parts of the pattern, between which `…` stands for anything. */
export function fits(pattern: string, text: string): boolean {
  let from = 0;
  return pattern.split('…').every((part) => {
    const at = text.indexOf(part, from);
    from = at + part.length;
    return at !== -1;
  });
}
