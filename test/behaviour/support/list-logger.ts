import type { LoggerService } from '@nestjs/common';

/** The start-up report, which an untraced application cannot have: the one thing tracing adds. */
const OUR_CONTEXT = 'TracingModule';

/** Keeps what Nest says of errors: level, context and message, without the stack. */
export class ListLogger implements LoggerService {
  constructor(private readonly lines: string[]) {}

  log(): void {}

  error(message: unknown, ...others: unknown[]): void {
    this.#keep('error', message, others);
  }

  warn(message: unknown, ...others: unknown[]): void {
    this.#keep('warn', message, others);
  }

  fatal(message: unknown, ...others: unknown[]): void {
    this.#keep('fatal', message, others);
  }

  #keep(level: string, message: unknown, others: unknown[]): void {
    if (others.at(-1) !== OUR_CONTEXT) {
      this.lines.push(`${level} [${String(others.at(-1))}] ${textOf(message)}`);
    }
  }
}

/** Some errors of the tests refuse to be shown. */
export function textOf(message: unknown): string {
  try {
    return String(message).split('\n', 1)[0] ?? '';
  } catch {
    return `(a ${typeof message} without text)`;
  }
}
