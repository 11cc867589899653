import { SpanKind } from '@opentelemetry/api';
import { practiceMessages } from '../../errors/practice-messages.js';
import { ATTR_HTTP_ROUTE } from '../../semconv/attributes.js';
import { ATTR_MESSAGING_DESTINATION_NAME } from '../../semconv/incubating-attributes.js';
import type { Advice } from '../advice.js';
import type { SeenSpan } from '../seen-span.interface.js';
import { shapeOfName, startOfName } from './name-shape.js';

/** Most names remembered; of what comes after them no more is told. */
const MAX_NAMES = 2_000;

/** So many methods, tables or steps one form of a name may have, and more are values. */
const MAX_NAMES_OF_A_FORM = 100;

/** Longer names are texts, of which any word may be the one that differs. */
const MAX_WORDS = 6;

/** What stands in code, of which an application has as many as it has methods: `OrdersService.place`. */
const METHOD = /^[\w$]+\.[\w$]+$/;

/** Looks at each name once, when the first span of that name has ended. */
export class SpanNames {
  readonly #known = new Set<string>();
  readonly #counts = new Map<string, number>();

  constructor(private readonly advice: Advice) {}

  judge(span: SeenSpan): void {
    const name = startOfName(span.name);
    if (this.#known.has(name) || this.#known.size >= MAX_NAMES || isTemplate(span)) {
      return;
    }
    this.#known.add(name);
    const { text, proof } = shapeOfName(name);
    if (proof !== Infinity) {
      this.#judgeShape(text, proof);
    } else if (span.kind === SpanKind.INTERNAL && !METHOD.test(name)) {
      formsOf(text).forEach((form) => this.#judgeForm(form));
    }
  }

  #judgeShape(shape: string, proof: number): void {
    if (this.#count(shape) === proof) {
      this.advice.give('ID_IN_SPAN_NAME', shape, () => practiceMessages.idInSpanName(shape));
    }
  }

  #judgeForm(form: string): void {
    const count = this.#count(form);
    if (count === MAX_NAMES_OF_A_FORM + 1) {
      this.advice.give('MANY_SPAN_NAMES', form, () => practiceMessages.manySpanNames(form, count));
    }
  }

  #count(of: string): number {
    const count = (this.#counts.get(of) ?? 0) + 1;
    this.#counts.set(of, count);
    return count;
  }
}

/** Named by a route or destination, which is told as such elsewhere, and which the user has named. */
function isTemplate({ attributes }: SeenSpan): boolean {
  return ATTR_HTTP_ROUTE in attributes || ATTR_MESSAGING_DESTINATION_NAME in attributes;
}

/** `greet {...}` and `{...} anna` for `greet anna`. */
function formsOf(name: string): string[] {
  const parts = name.split(/([\s/,:=]+)/);
  const words = Math.ceil(parts.length / 2);
  return words < 2 || words > MAX_WORDS
    ? []
    : Array.from({ length: words }, (_, index) => parts.with(index * 2, '{...}').join(''));
}
