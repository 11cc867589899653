import { describe, expect, it } from 'vitest';
import { resolveTracingOptions } from '../../lib/options/resolve-tracing-options.js';
import type { TracingModuleOptions } from '../../lib/options/tracing-options.interface.js';

const mistakes: [logs: unknown, environment: object, message: string][] = [
  [{ correlate: 'yes' }, {}, '"logs.correlate" must be true or false, but got "yes" (string).'],
  [{ errorEvents: 1 }, {}, '"logs.errorEvents" must be true or false, but got 1 (number).'],
  [{ colour: true }, {}, '"logs.colour" is not an option. Known are correlate, errorEvents'],
  [
    { diagnosticLevel: 'INFO' },
    {},
    '"logs.diagnosticLevel" must be one of none, error, warn, info, debug, verbose, all, but got "INFO" (string).',
  ],
  [
    undefined,
    { OTEL_LOG_LEVEL: 'trace' },
    'OTEL_LOG_LEVEL must be one of none, error, warn, info, debug, verbose, all, but got "trace" (string).',
  ],
];

describe('the option logs', () => {
  it('is off by default, and says what OpenTelemetry has to say', () => {
    expect(resolveTracingOptions({}, {}).logs).toEqual({
      correlate: false,
      errorEvents: false,
      diagnosticLevel: 'info',
    });
  });

  it('has the level of diagnostics from code, then from OTEL_LOG_LEVEL in any case', () => {
    const environment = { OTEL_LOG_LEVEL: 'WARN' };
    const levelOf = (options: TracingModuleOptions) =>
      resolveTracingOptions(options, environment).logs.diagnosticLevel;

    expect(levelOf({})).toBe('warn');
    expect(levelOf({ logs: { diagnosticLevel: 'none' } })).toBe('none');
  });

  it.each(mistakes)('refuses %j with %j', (logs, environment, message) => {
    const options = { logs } as TracingModuleOptions;

    expect(() => resolveTracingOptions(options, environment)).toThrow(message);
  });
});

describe('DEBUG', () => {
  it.each([
    ['True', true],
    ['true', true],
    ['1', true],
    ['express:*', false],
    ['True,express:*', false],
    ['*', false],
    ['0', false],
  ])('%s means debug: %s', (DEBUG, debug) => {
    expect(resolveTracingOptions({}, { DEBUG }).debug).toBe(debug);
  });
});
