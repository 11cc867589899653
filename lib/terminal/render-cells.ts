import { styleText } from 'node:util';
import { cutText, textWidth } from './text-width.js';

/** One column of a printed line. An empty one takes no room. */
export interface Cell {
  readonly text: string;
  readonly style?: Parameters<typeof styleText>[0];
  /** Stands directly before the next one. */
  readonly isJoined?: boolean;
}

/** What a line may be. */
export interface LineFormat {
  readonly colors: boolean;
  /** In columns. */
  readonly width: number;
}

/** Characters that a terminal obeys instead of showing, or by which a log takes one line for two. */
const OBEYED = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** A line of columns, cut at its width and coloured after that, since colours take no room. */
export function renderCells(cells: readonly Cell[], { colors, width }: LineFormat): string {
  let line = '';
  let room = width;
  for (const { text, style, isJoined = false } of cells.filter((cell) => cell.text !== '')) {
    if (room <= 0) {
      break;
    }
    const cut = cutText(text.replaceAll(OBEYED, ' '), room);
    line += colors && style !== undefined ? styleText(style, cut, { validateStream: false }) : cut;
    const gap = isJoined ? '' : '  ';
    line += gap;
    room -= textWidth(cut) + gap.length;
  }
  return line.trimEnd();
}
