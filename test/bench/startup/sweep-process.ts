import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { median } from '../measuring/quantile.js';
import type { Sweep, SweepCommands } from '../processes/commands.js';
import { serveCommands } from '../processes/serve-commands.js';

/** Inner parts of the built package, which it exports to nobody. */
interface Parts {
  chooseLibraries(option: 'auto'): { readonly library: string }[];
  obtainInstrumentation(chosen: { readonly library: string }): object | undefined;
  latePatch(instrumentations: readonly object[]): number;
}

/** As many as a large application has, two dozen to a package. */
const cachedFiles = 3_000;
const filesOfPackage = 24;
const repetitions = 50;
const libraries = ['amqplib', 'ioredis', 'mysql2', 'pg', 'redis', 'typeorm'];
const builtIn = ['http', 'undici'];

const parts = ['choose-libraries', 'kept-instrumentations', 'late-patch/late-patch'];
const root = import.meta.resolve('nestjs-tracing/package.json');
const require = createRequire(root);
const { chooseLibraries, latePatch, obtainInstrumentation } = await loadParts();

libraries.forEach((name) => require(name));
fillCache();

serveCommands<SweepCommands>({ sweep }, { port: 0 });

/** Everything was loaded before its instrumentation, as in an application whose `forRoot()` comes last. */
function sweep(): Sweep {
  const chosen = chooseLibraries('auto').filter(({ library }) =>
    [...libraries, ...builtIn].includes(library),
  );
  const files = Object.keys(require.cache).length;
  const [constructMs, made] = timed(() => chosen.map((each) => obtainInstrumentation(each)));
  const instrumentations = made.filter((each) => each !== undefined);
  const [firstMs, patches] = timed(() => latePatch(instrumentations));
  const repeated = Array.from({ length: repetitions }, () =>
    timed(() => latePatch([...instrumentations])),
  );
  return {
    files,
    instrumentations: instrumentations.length,
    patches,
    constructMs,
    firstMs,
    repeatedMs: median(repeated.map(([ms]) => ms)),
  };
}

function timed<T>(work: () => T): [number, T] {
  const start = performance.now();
  const result = work();
  return [performance.now() - start, result];
}

function fillCache(): void {
  const folder = mkdtempSync(join(tmpdir(), 'nestjs-tracing-sweep-'));
  for (let file = 0; Object.keys(require.cache).length < cachedFiles; file += 1) {
    const name = `package-${Math.floor(file / filesOfPackage)}`;
    const path = join(folder, 'node_modules', name, `file-${file}.js`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'exports.answer = 42;');
    require(path);
  }
  rmSync(folder, { recursive: true });
}

async function loadParts(): Promise<Parts> {
  const urls = parts.map((part) => new URL(`./dist/instrumentation/${part}.js`, root).href);
  const loaded = await Promise.all(urls.map((url) => import(url) as Promise<object>));
  return Object.assign({}, ...loaded) as Parts;
}
