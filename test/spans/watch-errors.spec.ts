import { Observable, lastValueFrom, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { watchErrors } from '../../lib/spans/watch-errors.js';

const error = new Error('boom');

function watched(original: (...args: unknown[]) => unknown) {
  const seen: unknown[] = [];
  return { method: watchErrors(original, (one) => seen.push(one)), seen };
}

describe('a method watched for errors', () => {
  it('tells of what it throws, and throws it on', () => {
    const { method, seen } = watched(() => {
      throw error;
    });

    expect(() => method()).toThrow(error);

    expect(seen).toEqual([error]);
  });

  it('tells of a rejection, and returns the very promise', async () => {
    const promise = Promise.reject(error);
    const { method, seen } = watched(() => promise);

    expect(method()).toBe(promise);
    await expect(promise).rejects.toBe(error);

    expect(seen).toEqual([error]);
  });

  it('tells of the error of an Observable', async () => {
    const { method, seen } = watched(() => throwError(() => error));

    await expect(lastValueFrom(method() as Observable<never>)).rejects.toBe(error);

    expect(seen).toEqual([error]);
  });

  it('tells nothing of results', async () => {
    const { method, seen } = watched((value) => value);

    expect(method(7)).toBe(7);
    expect(await method(Promise.resolve(7))).toBe(7);
    expect(await lastValueFrom(method(of(7)) as Observable<number>)).toBe(7);

    expect(seen).toEqual([]);
  });

  it('keeps this, name, length and metadata', () => {
    const original = function named(this: unknown, _a: unknown, _b: unknown) {
      return this;
    };
    Reflect.defineMetadata('path', '/', original);

    const { method } = watched(original);

    expect(method.call(error)).toBe(error);
    expect([method.name, method.length]).toEqual(['named', 2]);
    expect(Reflect.getMetadata('path', method)).toBe('/');
  });
});
