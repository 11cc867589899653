import type { WriteStream } from 'node:tty';
import type { LineFormat } from './render-cells.js';

/** `process.stderr`: a terminal, or a file or pipe, which has neither colours nor columns. */
export type TerminalStream = Pick<WriteStream, 'write'> &
  Partial<Pick<WriteStream, 'hasColors' | 'columns'>>;

/** A terminal's own answer, which respects NO_COLOR; other streams have none, and take any width. */
export function formatOf(stream: TerminalStream): LineFormat {
  // A terminal that does not know its size says 0.
  return { colors: stream.hasColors?.() === true, width: stream.columns || Infinity };
}
