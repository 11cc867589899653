/** One column for each character: Latin letters, and what trees and bars are drawn with. */
const NARROW = /^[\x20-\x7e\xa1-\u02ff\u2010-\u2027\u2500-\u259f\u2716]*$/;

/** Characters that take two columns of a terminal: those of East Asia, and pictures. */
const WIDE =
  /\p{Emoji_Presentation}|\ufe0f|[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\u3001-\u303e\uff01-\uff60\uffe0-\uffe6]/u;

/** What a terminal would obey, or turn round; it may come from outside. */
const CONTROLS = /[\s\p{Cc}\u2028-\u202e\u2066-\u2069]+/gu;

let segmenter: Intl.Segmenter | undefined;

/** How many columns of a terminal a text takes. */
export function textWidth(text: string): number {
  if (NARROW.test(text)) {
    return text.length;
  }
  return charactersOf(text).reduce((width, character) => width + widthOf(character), 0);
}

/** A text cut to so many columns, with … where something is missing. */
export function cutText(text: string, width: number): string {
  if (textWidth(text) <= width) {
    return text;
  }
  if (NARROW.test(text)) {
    return `${text.slice(0, Math.max(width - 1, 0))}…`;
  }
  let cut = '';
  let room = width - 1;
  for (const character of charactersOf(text)) {
    room -= widthOf(character);
    if (room < 0) {
      break;
    }
    cut += character;
  }
  return `${cut}…`;
}

/** A text with blanks up to so many columns. */
export function padText(text: string, width: number): string {
  return text + ' '.repeat(Math.max(width - textWidth(text), 0));
}

/** A text on one line, harmless to a terminal. */
export function printable(text: string): string {
  return text.replace(CONTROLS, ' ').trim();
}

/** As people count them: an accent or a flag is none of its own. */
function charactersOf(text: string): string[] {
  segmenter ??= new Intl.Segmenter();
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

function widthOf(character: string): number {
  return WIDE.test(character) ? 2 : 1;
}
