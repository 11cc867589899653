import { SpanStatusCode } from '@opentelemetry/api';
import { Subject, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { runInSpan } from '../../lib/spans/run-in-span.js';
import { runWithSpanUntil } from '../../lib/spans/run-until.js';
import { recordSpans } from '../support/recorded-spans.js';
import { tree } from '../support/span-tree.js';

const spans = recordSpans();

describe('work that tells its end through a shared Observable', () => {
  it('has a span until then, subscribed to or not', () => {
    const outcome = new Subject<number>();

    const returned = runWithSpanUntil({ name: 'emit' }, () => {
      runInSpan('write', () => 1);
      return outcome;
    });

    expect(returned).toBe(outcome);
    expect(spans.tree()).toBe('write');
    outcome.complete();
    expect(spans.tree()).toBe(tree('emit\n  write'));
  });

  it('has its span ended at once by an Observable that has completed', () => {
    runWithSpanUntil({ name: 'emit' }, () => of(1));

    expect(spans.span('emit').status.code).toBe(SpanStatusCode.UNSET);
  });

  it('fails its span with the error of the Observable', () => {
    const outcome = new Subject<number>();
    runWithSpanUntil({ name: 'emit' }, () => outcome);

    outcome.error(new Error('connection lost'));

    expect(spans.span('emit').status.message).toBe('connection lost');
  });

  it('fails its span with what the work throws, and throws it on', () => {
    const error = new Error('no connection');
    const run = () =>
      runWithSpanUntil({ name: 'emit' }, () => {
        throw error;
      });

    expect(run).toThrow(error);

    expect(spans.span('emit').status.message).toBe('no connection');
  });
});
