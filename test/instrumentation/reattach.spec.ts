import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../support/servers.js';
import { forgetCompiledLibrary, runFixture } from './support/run-fixture.js';

const all = ['http CLIENT GET', 'ioredis CLIENT set', 'undici CLIENT GET'];

afterAll(forgetCompiledLibrary);

describeWith('redis', 'attachInstrumentations(), called again', () => {
  let steps: Readonly<Record<string, readonly string[]>>;

  beforeAll(async () => {
    steps = await runFixture('reattach');
  });

  it('makes each span once, however often it attaches and sweeps', () => {
    expect(steps['swept three times']).toEqual(all);
    expect(steps['attached again']).toEqual(all);
  });

  it('moves to another provider', () => {
    expect(steps['another provider']).toEqual(all);
    expect(steps['left for the first provider']).toEqual([]);
  });

  it('switches libraries off and on', () => {
    expect(steps['one switched off']).toEqual(['undici CLIENT GET']);
    expect(steps['switched on again']).toEqual(all);
  });

  it('follows a switch that decides what is patched', () => {
    expect(steps['http servers as well']).toContain('http SERVER GET');
    expect(steps['http clients only again']).toEqual(all);
  });

  it('makes no spans with false', () => {
    expect(steps['nothing']).toEqual([]);
  });
});
