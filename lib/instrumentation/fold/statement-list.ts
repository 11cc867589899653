const MOST_STATEMENTS = 8;
const LONGEST_TEXT = 4_096;
const OMITTED = '...';

/** The statements of one operation as one attribute value, bounded: a bulk insert may be huge. */
export class StatementList {
  #text = '';
  #count = 0;
  #isFull = false;

  /** @returns whether the text has changed */
  tryAdd(statement: string): boolean {
    if (this.#isFull) {
      return false;
    }
    const added = this.#count < MOST_STATEMENTS ? statement : OMITTED;
    const text = this.#count === 0 ? added : `${this.#text}; ${added}`;
    this.#count += 1;
    this.#isFull = this.#count > MOST_STATEMENTS || text.length > LONGEST_TEXT;
    this.#text = cut(text);
    return true;
  }

  toString(): string {
    return this.#text;
  }
}

function cut(text: string): string {
  return text.length > LONGEST_TEXT
    ? `${text.slice(0, LONGEST_TEXT - OMITTED.length)}${OMITTED}`
    : text;
}
