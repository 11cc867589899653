import { styleText } from 'node:util';
import { cutText, printable, textWidth } from './text-width.js';

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

/** A line of columns, cut at its width and coloured after that, since colours take no room. */
export function renderCells(cells: readonly Cell[], { colors, width }: LineFormat): string {
  let line = '';
  let room = width;
  for (const { text, style, isJoined = false } of cells.filter((cell) => cell.text !== '')) {
    if (room <= 0) {
      break;
    }
    const cut = cutText(printable(text), room);
    line += colors && style !== undefined ? styleText(style, cut, { validateStream: false }) : cut;
    const gap = isJoined ? '' : '  ';
    line += gap;
    room -= textWidth(cut) + gap.length;
  }
  return line.trimEnd();
}
