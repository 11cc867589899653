import type { LoggerService } from '@nestjs/common';

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
    this.lines.push(`${level} [${String(others.at(-1))}] ${textOf(message)}`);
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
