import { describe, expect, it } from 'vitest';
import { TracingConfigurationError } from '../../lib/errors/tracing-configuration.error.js';
import { resolveTracingOptions } from '../../lib/options/resolve-tracing-options.js';

const secret = 's3cr3t-4711';

const misplaced: [where: string, options: object][] = [
  ['the URL', { otlp: { url: `amqp://user:${secret}@collector:4318` } }],
  ['a URL without scheme', { otlp: { url: `user:${secret}/x@collector:4318` } }],
  ['the query of a URL', { otlp: { url: `collector/v1/traces?api-key=${secret}` } }],
  ['headers as text', { otlp: { headers: `api-key=${secret}` } }],
  ['an option of the wrong type', { otlp: { timeoutMs: { key: secret } } }],
  ['an option nobody knows', { apiKey: secret }],
  ['the name of the exporter', { exporter: `https://user:${secret}@collector` }],
  ['the exporter', { exporter: { url: `https://user:${secret}@collector` } }],
];

describe('TracingConfigurationError', () => {
  it.each(misplaced)('never shows a credential: in %s', (_, options) => {
    const resolve = () => resolveTracingOptions(options, {});

    expect(resolve).toThrow(TracingConfigurationError);
    expect(resolve).not.toThrow(secret);
  });

  it('still shows where a wrong URL points', () => {
    const resolve = () =>
      resolveTracingOptions({ otlp: { url: 'amqp://user:password@collector:4318' } }, {});

    expect(resolve).toThrow('but got "amqp://...@collector:4318" (string)');
  });

  it('says what is wrong, with which value of which type, and what to write', () => {
    const resolve = () =>
      resolveTracingOptions({ sampling: { ratio: '50' as unknown as number } }, {});

    expect(resolve).toThrow(
      'TracingModule: "sampling.ratio" must be a number from 0 to 1, but got "50" (string). ' +
        'To record half of all new traces, write sampling: { ratio: 0.5 }.',
    );
  });

  it('is an Error with its name, a code and the mistakes', () => {
    const error = new TracingConfigurationError([{ code: 'A', message: 'a.' }]);

    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'TracingConfigurationError',
      code: 'A',
      message: 'TracingModule: a.',
      mistakes: [{ code: 'A', message: 'a.' }],
    });
  });
});
