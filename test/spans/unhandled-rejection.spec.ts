import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Span } from '../../lib/decorators/span.decorator.js';
import { Traceable } from '../../lib/decorators/traceable.decorator.js';
import { runInSpan } from '../../lib/spans/run-in-span.js';
import { waitFor } from '../support/wait-for.js';
import { recordSpans } from '../support/recorded-spans.js';

const spans = recordSpans();

class Mailer {
  @Span('mail')
  async send(error: Error): Promise<void> {
    await Promise.resolve();
    throw error;
  }
}

@Traceable()
class Auditor {
  async mail(error: Error): Promise<void> {
    throw error;
  }
}

/** A rejection that nobody handles ends the process; tracing must not keep that from Node. */
describe('an async function that rejects while nobody awaits it', () => {
  const unhandled: unknown[] = [];
  const listen = (reason: unknown) => void unhandled.push(reason);
  const others = process.listeners('unhandledRejection');

  beforeAll(() => {
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', listen);
  });

  afterAll(() => {
    process.off('unhandledRejection', listen);
    others.forEach((other) => process.on('unhandledRejection', other));
  });

  it.each([
    ['@Span()', (error: Error) => new Mailer().send(error)],
    ['@Traceable()', (error: Error) => new Auditor().mail(error)],
    ['runInSpan()', (error: Error) => runInSpan('mail', async () => Promise.reject(error))],
    [
      'runInSpan() with options',
      (error: Error) => runInSpan('mail', { root: true }, async () => Promise.reject(error)),
    ],
  ])('reaches unhandledRejection through %s', async (_, start) => {
    const error = new Error('nobody awaits this');

    void start(error);

    await waitFor('the unhandled rejection', () => unhandled.includes(error));
    expect(spans.all().map(({ status }) => status.message)).toEqual([error.message]);
  });
});
