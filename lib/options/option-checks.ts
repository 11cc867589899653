import { messages } from '../errors/messages.js';
import type { ConfigurationMistake } from '../errors/tracing-configuration.error.js';

/** Gathers what is wrong, so that the user hears of everything at once. */
export class OptionChecks {
  readonly mistakes: ConfigurationMistake[] = [];

  /** What can be worked with, and is worth a word. */
  readonly warnings: string[] = [];

  refuse(code: string, message: string): void {
    this.mistakes.push({ code, message });
  }

  string(option: string, value: unknown): void {
    if (value !== undefined && (typeof value !== 'string' || value.trim() === '')) {
      this.refuse('NOT_A_STRING', messages.notAString(option, value));
    }
  }

  /** A string that no sentence shows. */
  secret(option: string, value: unknown): void {
    if (value !== undefined && typeof value !== 'string') {
      this.refuse('NOT_A_STRING', messages.notAText(option, typeof value));
    }
  }

  oneOf(option: string, value: unknown, allowed: readonly string[]): void {
    if (value !== undefined && !(allowed as readonly unknown[]).includes(value)) {
      this.refuse('UNKNOWN_VALUE', messages.notOneOf(`"${option}"`, value, allowed));
    }
  }

  port(option: string, value: unknown): void {
    const isPort = Number.isInteger(value) && (value as number) > 0 && (value as number) < 65_536;
    if (value !== undefined && !isPort) {
      this.refuse('NOT_A_PORT', messages.notAPort(option, value));
    }
  }

  boolean(option: string, value: unknown): void {
    if (value !== undefined && typeof value !== 'boolean') {
      this.refuse('NOT_A_BOOLEAN', messages.notABoolean(option, value));
    }
  }

  positive(option: string, value: unknown, unit: string): void {
    if (value !== undefined && !(Number.isSafeInteger(value) && (value as number) > 0)) {
      this.refuse('NOT_A_POSITIVE_NUMBER', messages.notAPositiveNumber(option, value, unit));
    }
  }

  /**
   * @returns whether an environment variable is true; undefined when it is not set
   * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#boolean-value
   */
  flag(variable: string, text: string | undefined): boolean | undefined {
    const value = text?.trim().toLowerCase();
    if (value !== undefined && value !== 'true' && value !== 'false') {
      this.warnings.push(messages.notAFlag(variable, text));
    }
    return value === undefined ? undefined : value === 'true';
  }

  /** @returns the number an environment variable holds; undefined when it is not set */
  wholeNumber(
    variable: string,
    text: string | undefined,
    unit: string,
    least = 0,
  ): number | undefined {
    if (text === undefined) {
      return undefined;
    }
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < least) {
      const message = messages.notAWholeNumber(variable, text, unit, least);
      this.refuse('NOT_A_WHOLE_NUMBER', message);
    }
    return value;
  }

  /** A number of things or characters; `Infinity` is no limit. */
  limit(option: string, value: unknown, least: number): void {
    const isLimit = value === Infinity || Number.isSafeInteger(value);
    if (value !== undefined && !(isLimit && (value as number) >= least)) {
      this.refuse('NOT_A_LIMIT', messages.notALimit(option, value, least));
    }
  }

  ratio(option: string, value: unknown): void {
    if (value !== undefined && !(typeof value === 'number' && value >= 0 && value <= 1)) {
      this.refuse('SAMPLE_RATIO_OUT_OF_RANGE', messages.ratioOutOfRange(option, value));
    }
  }

  /** Milliseconds, of which there may be none. */
  duration(option: string, value: unknown): void {
    if (value !== undefined && !(typeof value === 'number' && value >= 0)) {
      this.refuse('NOT_A_DURATION', messages.notADuration(option, value));
    }
  }

  function(option: string, value: unknown): void {
    if (value !== undefined && typeof value !== 'function') {
      this.refuse('NOT_A_FUNCTION', messages.notAFunction(option, value));
    }
  }

  strings(option: string, value: unknown): void {
    if (value !== undefined && !isArrayOf(value, (item) => typeof item === 'string')) {
      this.refuse('NOT_A_LIST', messages.notAList(option, 'strings', value));
    }
  }

  /** @param orElse what may stand among strings and RegExps */
  patterns(option: string, value: unknown, orElse?: 'function'): void {
    const isPattern = (item: unknown) =>
      typeof item === 'string' || item instanceof RegExp || typeof item === orElse;
    if (value !== undefined && !isArrayOf(value, isPattern)) {
      const kinds = orElse === undefined ? 'strings and RegExps' : 'strings, RegExps and functions';
      this.refuse('NOT_A_LIST', messages.notAList(option, kinds, value));
    }
  }

  url(option: string, value: unknown): void {
    if (value !== undefined && !isHttpUrl(value)) {
      this.refuse('NOT_A_URL', messages.notAUrl(option, value));
    }
  }

  /** @returns the value when it is an object, to check what is in it */
  object<T extends object>(option: string, value: T | undefined): Partial<T> {
    if (value !== undefined && (typeof value !== 'object' || value === null)) {
      this.refuse('NOT_AN_OBJECT', messages.notAnObject(option, value));
      return {};
    }
    return value ?? {};
  }

  /** Names that say something of the whole list make no sense beside others. */
  alone(source: string, names: readonly unknown[], loners: readonly string[]): void {
    const loner = loners.find((name) => names.includes(name));
    if (loner !== undefined && names.length > 1) {
      this.refuse('NOT_ALONE', messages.notAlone(source, loner));
    }
  }

  /** A misspelt option would otherwise be ignored without a word. */
  known(options: object, names: readonly string[], prefix = ''): void {
    for (const name of Object.keys(options)) {
      if (!names.includes(name)) {
        this.refuse('UNKNOWN_OPTION', messages.unknownOption(`${prefix}${name}`, names));
      }
    }
  }
}

function isArrayOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

function isHttpUrl(value: unknown): boolean {
  return (
    typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
  );
}
