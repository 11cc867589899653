import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Plugin } from 'esbuild';
import { fixtureFile } from './run-fixture.js';

const cache = fileURLToPath(new URL('../../../node_modules/.cache/', import.meta.url));
const require = createRequire(import.meta.url);

export interface BundledFixture {
  readonly file: string;
  remove(): Promise<void>;
}

/** A fixture with all its libraries in one file, as an application is deployed that has no modules. */
export async function bundleFixture(name: string): Promise<BundledFixture> {
  const folder = await mkdtemp(path.join(cache, 'bundle-'));
  const file = path.join(folder, `${name}.mjs`);
  await build({
    entryPoints: [fixtureFile(name)],
    outfile: file,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    external: ['@opentelemetry/*'],
    plugins: [absentPackages],
    // What was CommonJS requires modules of Node by a function an ES module does not have.
    banner: {
      js: `import { createRequire as bannerRequire } from 'node:module';
const require = bannerRequire(import.meta.url);`,
    },
  });
  return { file, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** TypeORM names the driver of every database there is. */
const absentPackages: Plugin = {
  name: 'absent-packages',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^[^./]/ }, ({ path: name }) => {
      try {
        require.resolve(name);
        return undefined;
      } catch {
        return { path: name, external: true };
      }
    });
  },
};
