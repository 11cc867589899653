import { Logger } from '@nestjs/common';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { DiagLogger } from '@opentelemetry/api';
import { TRACING_SUPPRESSED } from '../../tracing.internal-constants.js';
import { diagnosticLine } from './diagnostic-line.js';
import { RepeatedLines } from './repeated-lines.js';

type NestLevel = 'error' | 'warn' | 'log' | 'debug' | 'verbose';

/** Most lines that wait for the application. */
const MAX_HELD = 100;

/** What the API says to the logger that another one replaces, which is as it should be. */
const REPLACED = 'Current logger will be overwritten';

/** Writes what is said through `diag` with Nest's logger, a line each, and repeats itself seldom. */
export class NestDiagLogger implements DiagLogger {
  readonly #logger = new Logger('OpenTelemetry');
  readonly #repeated = new RepeatedLines();
  #held: [level: NestLevel, line: string][] | undefined = [];
  #isSaying = false;

  error(message: unknown, ...details: unknown[]): void {
    this.#say('error', message, details);
  }

  warn(message: unknown, ...details: unknown[]): void {
    this.#say('warn', message, details);
  }

  info(message: unknown, ...details: unknown[]): void {
    this.#say('log', message, details);
  }

  debug(message: unknown, ...details: unknown[]): void {
    this.#say('debug', message, details);
  }

  verbose(message: unknown, ...details: unknown[]): void {
    this.#say('verbose', message, details);
  }

  /** Writes what was held back until the application had chosen its logger. */
  open(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const [level, line] of held) {
      this.#write(level, line);
    }
  }

  #say(level: NestLevel, message: unknown, details: readonly unknown[]): void {
    // A logger that makes spans, or fails, may have something said by being told.
    if (this.#isSaying || String(message).startsWith(REPLACED)) {
      return;
    }
    this.#isSaying = true;
    try {
      const line = this.#repeated.pass(diagnosticLine(message, details));
      if (line !== undefined) {
        this.#holdOrWrite(level, line);
      }
    } finally {
      this.#isSaying = false;
    }
  }

  #holdOrWrite(level: NestLevel, line: string): void {
    if (this.#held === undefined) {
      this.#write(level, line);
    } else if (this.#held.length < MAX_HELD) {
      this.#held.push([level, line]);
    }
  }

  #write(level: NestLevel, line: string): void {
    // What happened to tracing belongs to no request, and makes no spans that could fail in turn.
    const outside = ROOT_CONTEXT.setValue(TRACING_SUPPRESSED, true);
    try {
      context.with(outside, () => this.#logger[level](line));
    } catch {
      // The logger of the application throws, and there is nobody else to tell.
    }
  }
}
