import {
  ConflictException,
  HttpException,
  InternalServerErrorException,
  NotFoundException,
} from '@nestjs/common';
import { SpanStatusCode } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { runInSpan } from '../../lib/spans/run-in-span.js';
import { recordSpans } from '../support/recorded-spans.js';

const spans = recordSpans();

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

/** Throws from within a span, and gives what came out. */
function throwInSpan(error: unknown, ...names: string[]): unknown {
  const work = names.reduceRight<() => unknown>(
    (inner, name) => () => runInSpan(name, inner),
    () => {
      throw error;
    },
  );
  return thrownBy(work);
}

class HostileError extends Error {
  constructor() {
    super();
    for (const key of ['stack', 'name', 'message', 'constructor', 'getStatus']) {
      Object.defineProperty(this, key, {
        get: () => {
          throw new RangeError(`do not read ${key}`);
        },
      });
    }
  }
}

const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();

describe('a thrown value', () => {
  it.each([
    ['a string', () => 'boom', 'string', 'boom'],
    ['null', () => null, 'null', 'null'],
    ['undefined', () => undefined, 'undefined', 'undefined'],
    ['a symbol', () => Symbol('boom'), 'symbol', 'Symbol(boom)'],
    ['a number', () => 42, 'number', '42'],
    ['a plain object', () => ({ message: 'boom', code: 7 }), 'Error', 'boom'],
    ['an object without prototype', () => Object.create(null), 'Error', ''],
    ['a frozen error', () => Object.freeze(new TypeError('boom')), 'TypeError', 'boom'],
    [
      'an error with a name of its own',
      () => Object.assign(new Error('x'), { name: 'E42' }),
      'E42',
      'x',
    ],
    [
      'an error of a class without a name',
      () => new (class extends Error {})('boom'),
      'Error',
      'boom',
    ],
    ['an error whose getters throw', () => new HostileError(), 'Error', ''],
    ['a revoked proxy', () => revoked, 'Error', ''],
  ])('that is %s comes out as it is, and is described', (_, make, type, message) => {
    const error: unknown = make();

    const caught = throwInSpan(error, 'work');

    expect(Object.is(caught, error)).toBe(true);
    expect(spans.span('work').status).toEqual({ code: SpanStatusCode.ERROR, message });
    expect(spans.span('work').attributes['error.type']).toBe(type);
    expect(spans.span('work').events).toHaveLength(1);
    expect(spans.warnings()).toEqual([]);
  });

  it('is an exception event with type, message and stack', () => {
    const error = new RangeError('too far');

    throwInSpan(error, 'work');

    const [event] = spans.span('work').events;
    expect(event?.attributes).toEqual({
      'exception.type': 'RangeError',
      'exception.message': 'too far',
      'exception.stacktrace': error.stack,
    });
  });

  it('is an event where it was thrown only, and an error all the way up', () => {
    throwInSpan(new Error('boom'), 'outer', 'middle', 'inner');

    expect(
      ['outer', 'middle', 'inner'].map((name) => [
        spans.span(name).events.length,
        spans.span(name).status.code,
      ]),
    ).toEqual([
      [0, SpanStatusCode.ERROR],
      [0, SpanStatusCode.ERROR],
      [1, SpanStatusCode.ERROR],
    ]);
  });

  it('is recorded again when another trace fails with the same object', () => {
    const error = new Error('the pool is closed');

    throwInSpan(error, 'first');
    throwInSpan(error, 'second');

    expect(spans.span('first').events).toHaveLength(1);
    expect(spans.span('second').events).toHaveLength(1);
  });
});

describe('an HttpException', () => {
  it.each([new NotFoundException(), new ConflictException('taken'), new HttpException('tea', 418)])(
    'below 500 leaves the status unset and keeps its event (%s)',
    (error) => {
      throwInSpan(error, 'find');

      expect(spans.span('find').status.code).toBe(SpanStatusCode.UNSET);
      expect(spans.span('find').attributes).toEqual({});
      expect(spans.span('find').events).toHaveLength(1);
    },
  );

  it('of 500 and more is an error', () => {
    throwInSpan(new InternalServerErrorException('boom'), 'find');

    expect(spans.span('find').status).toEqual({ code: SpanStatusCode.ERROR, message: 'boom' });
    expect(spans.span('find').attributes['error.type']).toBe('InternalServerErrorException');
  });
});

describe('recordException', () => {
  const fail = (recordException: boolean | ((error: unknown) => boolean), error: unknown) =>
    thrownBy(() =>
      runInSpan('work', { recordException }, () => {
        throw error;
      }),
    );

  it('false leaves event and status out', () => {
    expect(fail(false, 'boom')).toBe('boom');

    expect(spans.span('work').events).toEqual([]);
    expect(spans.span('work').status.code).toBe(SpanStatusCode.UNSET);
  });

  it('a function decides error by error', () => {
    fail((error) => error !== 'expected', 'expected');
    const [expected] = spans.all();
    fail((error) => error !== 'expected', 'unexpected');
    const [, unexpected] = spans.all();

    expect(expected?.status.code).toBe(SpanStatusCode.UNSET);
    expect(unexpected?.status.code).toBe(SpanStatusCode.ERROR);
  });

  it('a function that throws counts as true, and its error stays out of the way', () => {
    const undecided = () => {
      throw new Error('cannot decide');
    };

    expect(fail(undecided, 'boom')).toBe('boom');

    expect(spans.span('work').status).toMatchObject({ message: 'boom' });
    expect(spans.warnings()).toEqual([expect.stringContaining('cannot decide')]);
  });
});
