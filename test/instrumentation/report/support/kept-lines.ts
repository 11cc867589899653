import type { LoggerService } from '@nestjs/common';

/** A logger of an application, which keeps the lines of TracingModule. */
export class KeptLines implements LoggerService {
  readonly lines: string[] = [];

  log(message: unknown, context: unknown): void {
    this.#keep('log', message, context);
  }

  warn(message: unknown, context: unknown): void {
    this.#keep('warn', message, context);
  }

  error(message: unknown, context: unknown): void {
    this.#keep('error', message, context);
  }

  #keep(level: string, message: unknown, context: unknown): void {
    if (context === 'TracingModule') {
      this.lines.push(`${level} ${String(message)}`);
    }
  }
}
