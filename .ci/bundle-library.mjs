/**
 * Puts the modules of a compiled library together: as ES modules in esm/, since to load 500 files
 * takes Node more than twice as long as to load a few; and as CommonJS in commonjs/, for Jest, which
 * cannot `require` an ES module on most versions of Node. Everybody else gets the ES modules, through
 * `module-sync` (Node) or `module` (bundlers), which stand before `require` in "exports".
 *
 * In either form the entries share one state, and each is run when it is asked for: some do something
 * when they are loaded.
 *
 *     node .ci/bundle-library.mjs [folder of the compiled library; dist unless given]
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = path.resolve(root, process.argv[2] ?? 'dist');
const inFolder = (file) => path.join(folder, path.relative('dist', file));

const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
/** What users load, and the module it is made of, which stands beside its types. */
const entries = Object.values(manifest.exports)
  .filter(({ types }) => types !== undefined)
  .map((entry) => ({ ...entry, module: inFolder(entry.types.replace(/\.d\.ts$/, '.js')) }));

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  // Classes and functions are seen by their names, in traces as well.
  keepNames: true,
  logLevel: 'warning',
};

await Promise.all([bundleAsModules(), bundleAsCommonJs()]);

function bundleAsModules() {
  const nameOf = ({ default: file }) => path.basename(file, '.js');
  return build({
    ...common,
    entryPoints: Object.fromEntries(entries.map((entry) => [nameOf(entry), entry.module])),
    outdir: inFolder('dist/esm'),
    format: 'esm',
    splitting: true,
    chunkNames: 'shared/[hash]',
    packages: 'external',
    // Node takes one file for it, and whoever bundles an application another.
    external: ['#packages'],
  });
}

async function bundleAsCommonJs() {
  const required = entries.filter(({ require: file }) => file !== undefined);
  await build({
    ...common,
    stdin: { contents: required.map(lazily).join('\n'), resolveDir: root },
    outfile: inFolder('dist/commonjs/whole.cjs'),
    format: 'cjs',
    // Those of a bundle; here every package is on disk.
    conditions: ['node'],
    define: { 'import.meta.url': '__filename' },
    plugins: [{ name: 'packages-outside', setup: leaveOutPackages }],
  });
  await Promise.all(required.map(writeRequired));
}

function lazily({ module, require: file }) {
  return `exports[${JSON.stringify(file)}] = () => require(${JSON.stringify(module)});`;
}

/** But those that are ES modules alone. */
function leaveOutPackages({ onResolve }) {
  onResolve({ filter: /^[^./#]/ }, ({ path: name }) => ({ external: name !== '@nestjs/axios' }));
}

function writeRequired({ require: file }) {
  const load = `require('./whole.cjs')[${JSON.stringify(file)}]()`;
  return writeFile(inFolder(file), `'use strict';\nmodule.exports = ${load};\n`);
}
