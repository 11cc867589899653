import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../../support/servers.js';
import { forgetCompiledLibrary, runFixture } from '../support/run-fixture.js';
import type { Drawings } from './print-matrix.js';

const deadlineMs = 60_000;
const commands = ['del', 'exec', 'get', 'multi', 'set'].map((name) => `ioredis CLIENT ${name}`);

afterAll(forgetCompiledLibrary);

describeWith('redis', 'a library', () => {
  let steps: Readonly<Record<string, Drawings>>;

  beforeAll(async () => {
    steps = await runFixture('../matrix/fixtures/run-states', {}, deadlineMs);
  }, deadlineMs);

  it('is traced from the next sweep on when tracing begins in the middle of its evaluation', () => {
    expect(steps['attached during an evaluation']).toEqual({ evaluating: commands });
  });

  it('has no spans while it is switched off', () => {
    expect(steps['switched off']).toEqual({
      evaluating: [],
      second: [],
      required: [],
      imported: [],
    });
  });

  it('has them all again afterwards, in every copy, loaded before or meanwhile', () => {
    expect(steps['switched on again']).toEqual({
      evaluating: commands,
      second: commands,
      required: commands,
      imported: commands,
    });
  });
});
