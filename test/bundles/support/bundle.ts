import { join } from 'node:path';
import { rspack } from '@rspack/core';
import { build } from 'esbuild';
import webpack from 'webpack';

/** One bundle, and how it is made. */
export interface BundlePlan {
  readonly bundler: 'esbuild' | 'rspack' | 'webpack';
  readonly format: 'cjs' | 'esm';
  readonly entry: string;
  readonly folder: string;
  /** Packages left out of the bundle, and found at run time; none unless given. */
  readonly external?: 'all' | readonly string[];
  /** Whether names of variables are made short, and those of classes and functions kept. */
  readonly isMinified?: boolean;
}

/** What Nest imports for who has it, which here is nobody. */
const NOT_INSTALLED = [
  '@grpc/grpc-js',
  '@grpc/proto-loader',
  '@nats-io/transport-node',
  '@nestjs/websockets',
  '@nestjs/websockets/socket-module.js',
  'amqp-connection-manager',
  'amqplib',
  'class-transformer',
  'class-transformer/storage',
  'class-validator',
  'kafkajs',
  'mqtt',
];

/**
 * Makes a bundle.
 *
 * @returns path of the file to start
 * @throws Error with what the bundler says
 */
export async function bundle(plan: BundlePlan): Promise<string> {
  const file = join(plan.folder, plan.format === 'esm' ? 'main.mjs' : 'main.cjs');
  await (plan.bundler === 'esbuild' ? bundleWithEsbuild(plan, file) : bundleWithPack(plan));
  return file;
}

async function bundleWithEsbuild(plan: BundlePlan, outfile: string): Promise<void> {
  const { entry, format, external = [], isMinified } = plan;
  await build({
    entryPoints: [entry],
    outfile,
    format,
    bundle: true,
    platform: 'node',
    external: external === 'all' ? [] : [...NOT_INSTALLED, ...external],
    packages: external === 'all' ? 'external' : 'bundle',
    keepNames: true,
    minify: isMinified,
    logLevel: 'silent',
    // Packages that are CommonJS require the modules of Node, which an ES module cannot.
    banner: format === 'esm' ? { js: REQUIRE_FOR_ESM } : undefined,
  });
}

const REQUIRE_FOR_ESM = `import { createRequire as createRequireOfBundle } from 'node:module';
const require = createRequireOfBundle(import.meta.url);`;

function bundleWithPack(plan: BundlePlan): Promise<void> {
  const isEsm = plan.format === 'esm';
  const pack = (plan.bundler === 'webpack' ? webpack : rspack) as typeof webpack;
  const compiler = pack({
    // As the Nest CLI has it.
    mode: 'none',
    target: 'node',
    context: plan.folder,
    entry: plan.entry,
    devtool: false,
    output: {
      path: plan.folder,
      filename: isEsm ? 'main.mjs' : 'main.cjs',
      module: isEsm,
      library: { type: isEsm ? 'module' : 'commonjs2' },
    },
    externalsType: isEsm ? 'module' : 'commonjs2',
    externals: [
      ({ request }, callback) =>
        isExternal(plan, request) ? callback(undefined, request) : callback(),
    ],
    plugins: [
      new pack.IgnorePlugin({ checkResource: (resource) => NOT_INSTALLED.includes(resource) }),
    ],
    experiments: { outputModule: isEsm },
    optimization: { nodeEnv: false },
  });
  return new Promise((resolve, reject) => {
    compiler.run((failure, stats) => {
      const error = failure ?? firstError(stats);
      return error === undefined ? resolve() : reject(error);
    });
  });
}

function isExternal({ external = [] }: BundlePlan, request: string): boolean {
  return external === 'all' ? /^[^./]/.test(request) : external.includes(request);
}

function firstError(stats: webpack.Stats | undefined): Error | undefined {
  return stats?.hasErrors() === true ? new Error(stats.toString('errors-only')) : undefined;
}
