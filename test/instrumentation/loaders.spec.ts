import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgetCompiledLibrary, runFixture } from './support/run-fixture.js';

interface Report {
  /** Each span with the names of those above it, and a `!` for each exception. */
  readonly spans: Readonly<Record<string, readonly string[]>>;
  readonly isCalledBackInItsOwnContext: Readonly<Record<string, boolean>>;
}

const expectedSpans = {
  'many keys': ['resolver', 'resolver > dataloader.load', 'resolver > dataloader.load > SELECT'],
  'two resolvers': [
    'request',
    'request > one',
    'request > one > dataloader.load',
    'request > one > dataloader.load > SELECT',
    'request > other',
    'request > other > dataloader.loadMany',
  ],
  'one batch after another': [
    'resolver',
    'resolver > dataloader.load',
    'resolver > dataloader.load',
    'resolver > dataloader.load > SELECT',
    'resolver > dataloader.load > SELECT',
  ],
  'a cached key among others': [
    'SELECT',
    'resolver',
    'resolver > dataloader.load',
    'resolver > dataloader.load > SELECT',
  ],
  'keys that are not there': [
    'resolver',
    'resolver > dataloader.load !',
    'resolver > dataloader.load > SELECT',
  ],
  'changes of the cache': ['resolver'],
  'outside of a trace': ['SELECT', 'SELECT'],
  'a loader with a name': [
    'resolver',
    'resolver > dataloader.load users',
    'resolver > dataloader.load users > SELECT',
  ],
};

afterAll(forgetCompiledLibrary);

describe.each(['before', 'after'])('with loaders that were loaded %s', (order) => {
  let report: Report;

  beforeAll(async () => {
    report = await runFixture<Report>('loaders', { order });
  });

  it.each(Object.entries(expectedSpans))('DataLoader has one span for %s', (work, expected) => {
    expect(report.spans[work]).toEqual(expected);
  });

  // Loaded before, the function that was exported then cannot be replaced any more.
  it('lru-memoizer calls back in the context of each caller as far as it can be patched', () => {
    expect(report.isCalledBackInItsOwnContext).toEqual({ first: true, second: order === 'after' });
  });
});
