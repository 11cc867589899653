import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageOf } from '../../lib/instrumentation/late-patch/loaded-packages.js';
import { describeWith } from '../support/servers.js';
import { forgetCompiledLibrary, runFixture } from './support/run-fixture.js';

afterAll(forgetCompiledLibrary);

describeWith('redis', 'several copies of a library', () => {
  it('make one span each, even where the hook for require met one before', async () => {
    const spans = await runFixture('copies');

    expect(spans).toEqual(Array(4).fill('ioredis ping'));
  });
});

describe('instrumentations the user brings', () => {
  let report: Readonly<Record<string, unknown>>;

  beforeAll(async () => {
    report = await runFixture('brought');
  });

  it('replace those of the catalog', () => {
    expect(report['libraries']).toEqual(['failing', 'failing later', 'replacing', 'composite']);
  });

  it('are found inside a composite one, and patch once', () => {
    expect(report['patched']).toEqual(['inner']);
  });

  it('may replace what is required from then on', () => {
    expect(report['isReplaced']).toBe(true);
  });

  it('are reported once when they fail, and do not stop the others', () => {
    expect(report['warnings']).toEqual([
      expect.stringContaining('"pg" could not be patched'),
      expect.stringContaining('"mysql2" could not be patched'),
    ]);
    expect(report['isLoaded']).toBe(true);
  });
});

describe('an instrumentation that cannot be loaded', () => {
  it('is reported once, and the others go on', async () => {
    const { libraries, warnings } = await runFixture<Record<string, string[]>>('broken');

    expect(libraries).toEqual(['http']);
    expect(warnings).toEqual([expect.stringContaining('instrumentations: { undici: false }')]);
  });
});

describe('packageOf()', () => {
  it.each([
    ['/app/node_modules/pg/lib/client.js', 'pg', '/app/node_modules/pg'],
    ['/app/node_modules/@s/p/x.js', '@s/p', '/app/node_modules/@s/p'],
    [
      '/a/node_modules/.pnpm/b@1/node_modules/b/b.js',
      'b',
      '/a/node_modules/.pnpm/b@1/node_modules/b',
    ],
  ])('finds the innermost package of %s', (file, name, directory) => {
    expect(packageOf(file)).toEqual({ name, directory });
  });

  it.each([
    '/app/src/main.js',
    '/app/node_modules/stray.js',
    '/app/node_modules/@s/stray.js',
    'pg',
  ])('finds none for %s', (file) => {
    expect(packageOf(file)).toBeUndefined();
  });
});
