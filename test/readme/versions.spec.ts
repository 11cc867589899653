import { readFileSync } from 'node:fs';
import semver from 'semver';
import { describe, expect, it } from 'vitest';
import { CATALOG } from '../../lib/instrumentation/catalog.js';
import { tryConstruct } from '../../lib/instrumentation/construct-instrumentation.js';
import { prepareDefinitions } from '../../lib/instrumentation/late-patch/module-definitions.js';
import type { InstrumentedLibrary } from '../../lib/options/instrumentations.interface.js';
import { jobPackages } from '../packaging/nest-projects.js';
import { nestVersions } from '../packaging/nest-versions.js';
import { supportedNodes } from '../packaging/node-binary.js';
import { codesIn, readSection, tablesIn } from '../support/readme-sections.js';

interface Manifest {
  readonly engines: { readonly node: string };
  readonly peerDependencies: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as Manifest;
const { packages: locked } = JSON.parse(
  readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'),
) as { packages: Readonly<Record<string, { readonly version: string }>> };
const [runtimes, jobs, libraries] = tablesIn(readSection('## Supported versions'));
const first = (cell = ''): string | undefined => codesIn(cell)[0];

/** `fetch` and undici tell of themselves, so that nothing of them is patched. */
const packages = libraries!.rows
  .filter(({ option }) => option !== '`undici`')
  .flatMap(({ library = '', option, supported = '' }) =>
    codesIn(library).map((name) => ({
      library: first(option),
      name,
      range: codesIn(supported).join(' || '),
    })),
  );

/** What the instrumentations say they patch. */
const definitions = (Object.keys(CATALOG) as InstrumentedLibrary[]).flatMap((library) => {
  const instrumentation = tryConstruct({ library, config: { enabled: false }, isNamed: true });
  return prepareDefinitions(instrumentation!).map((one) => ({ ...one, library }));
});

describe('the supported versions in README.md', () => {
  it('are those the package asks for', () => {
    const told = runtimes!.rows.map(({ runtime, supported }) => [
      first(runtime) ?? runtime,
      first(supported),
    ]);
    const peers = Object.entries(manifest.peerDependencies).filter(
      ([name]) => !/^@opentelemetry\/(?!api$)/.test(name),
    );

    expect(Object.fromEntries(told)).toEqual({
      'Node.js': manifest.engines.node,
      ...Object.fromEntries(peers),
    });
  });

  it('are tested with the versions it names', () => {
    const testedWith = (name: string) =>
      runtimes!.rows.find(({ runtime = '' }) => runtime.includes(name))?.['tested with'];

    expect(testedWith('Node.js')).toBe(supportedNodes.join(', '));
    for (const name of ['common', 'core', 'microservices']) {
      expect(testedWith(`@nestjs/${name}`)).toBe(nestVersions.join(', '));
    }
  });

  it('have the packages for jobs with which each line of Nest is tested', () => {
    const told = jobs!.rows.map((row) => [
      row['line of Nest'],
      codesIn(row['jobs and events'] ?? ''),
    ]);

    expect(Object.fromEntries(told)).toEqual(jobPackages);
  });

  it('have every package that is patched, and no other', () => {
    const told = packages.map(({ library, name }) => `${library} ${name}`);
    const patched = definitions.map(({ library, name }) => `${library} ${name}`);

    expect(told.toSorted()).toEqual([...new Set(patched)].toSorted());
  });

  it('are tested in the versions it names', () => {
    const told = libraries!.rows.map((row) => [row.library, row['tested with']]);
    const tested = libraries!.rows.map(({ library = '', supported = '' }) => [
      library,
      testedVersions(codesIn(library), codesIn(supported).join(' || ')),
    ]);

    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(tested));
  });

  it.each(packages)('have the versions of $name that its instrumentation knows', (told) => {
    const known = definitions
      .filter(({ library, name }) => library === told.library && name === told.name)
      .flatMap(({ supportedVersions }) => supportedVersions)
      .join(' || ');
    const within = (range: string) =>
      versionsAround(`${told.range} ${known}`).filter((version) =>
        semver.satisfies(version, range),
      );

    expect(within(told.range)).toEqual(within(known));
  });

  it('say which instrumentation is to be installed', () => {
    const told = libraries!.rows.map((row) => [
      first(row.option),
      first(row['its instrumentation']),
    ]);
    const asked = Object.entries(CATALOG).map(([library, { isOptional, packageName }]) => [
      library,
      isOptional === true ? `npm install ${packageName}` : undefined,
    ]);

    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(asked));
  });
});

/**
 * Those the tests have installed: a package by its own name, and further versions by names such as
 * `redis-5`. For what is a part of Node, or of a line of Nest, the versions are those of that.
 */
function testedVersions(names: readonly string[], supported: string): string {
  if (names.includes('@nestjs/core')) {
    return [...new Set(nestVersions.map((version) => version.split('.')[0]!))]
      .toSorted()
      .join(', ');
  }
  // The table has those of `redis`, whose versions 4 to 6 are made of `@redis/client` 1, 5 and 6.
  const ofRedis = names.includes('@redis/client');
  const installed = Object.entries(locked)
    .filter(([path]) => (ofRedis ? ['redis'] : names).some((name) => isVersionOf(name, path)))
    .map(([, { version }]) => version)
    .filter((version) => ofRedis || semver.satisfies(version, supported || '*'))
    .toSorted(semver.compare)
    .map((version) => semver.coerce(version)!)
    .map(({ major, minor }) => (major === 0 ? `0.${minor}` : String(major)));
  const isOfNode = names.some((name) => ['http', 'undici'].includes(name));
  const nodes = isOfNode ? `Node ${supportedNodes.join(', ')}` : '';
  return [nodes, installed.join(', ')].filter(Boolean).join('; ');
}

function isVersionOf(name: string, path: string): boolean {
  const [, folder] = /^node_modules\/(.+)$/.exec(path) ?? [];
  return folder === name || new RegExp(`^${name}-\\d+$`).test(folder ?? '');
}

/** Each version that is named, the next one, and the last one before it. */
function versionsAround(ranges: string): string[] {
  return [...ranges.matchAll(/\d+(?:\.\d+)*/g)].flatMap(([named]) => {
    const version = semver.coerce(named)!;
    const { major, minor, patch } = version;
    const last = 9_999;
    const before =
      patch > 0
        ? `${major}.${minor}.${patch - 1}`
        : minor > 0
          ? `${major}.${minor - 1}.${last}`
          : `${Math.max(0, major - 1)}.${last}.${last}`;
    return [before, version.version, `${major}.${minor}.${patch + 1}`, `${major}.${last}.${last}`];
  });
}
