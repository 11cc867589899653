import { inspect } from 'node:util';
import { maskText } from '../../redaction/mask-text.js';
import { isError } from '../../spans/is-error.js';

const MAX_LENGTH = 1_000;

/**
 * One line for what was said through `diag`, with its errors by name and message. It may hold what a
 * server answered, so that control characters, secrets and whole documents are kept out.
 */
export function diagnosticLine(message: unknown, details: readonly unknown[]): string {
  const text = [message, ...details].map(describe).join(' ');
  const line = maskText(text.slice(0, 4 * MAX_LENGTH)).replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line.trim();
}

function describe(value: unknown): string {
  if (isError(value)) {
    const [frame] = /\n\s+at .+/.exec(value.stack ?? '') ?? [''];
    return `${value.name}: ${value.message}${frame && ` (${frame.trim()})`}`;
  }
  if (Array.isArray(value)) {
    return value.map(describe).join(', ');
  }
  return typeof value === 'string'
    ? withoutStack(value)
    : inspect(value, { depth: 2, breakLength: Infinity });
}

/** The SDK hands on errors as JSON, whose stack is longer than everything else and says nothing more. */
function withoutStack(text: string): string {
  if (!text.startsWith('{"stack":')) {
    return text;
  }
  try {
    const { name, message, ...others } = JSON.parse(text) as Record<string, unknown>;
    const rest = Object.entries(others).filter(([key]) => key !== 'stack');
    return [`${String(name)}: ${String(message)}`, ...rest.map((entry) => entry.join('='))].join(
      ' ',
    );
  } catch {
    return text;
  }
}
