import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest';
import { installedNodes } from '../support/installed-nodes.js';
import { Collector } from './support/collector.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

const prelude = `
  import { AsyncResource } from 'node:async_hooks';
  import cluster from 'node:cluster';
  import { fork } from 'node:child_process';
  import { EventEmitter, once } from 'node:events';
  import { Worker, isMainThread } from 'node:worker_threads';
  import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
  import { EngineTracerProvider } from './engine/engine-tracer-provider.js';
  import { OtlpSpanSink } from './engine/otlp/otlp-span-sink.js';
  const sink = new OtlpSpanSink({ url: process.env.COLLECTOR, intervalMs: 60_000 });
  const provider = new EngineTracerProvider({ sink });
  provider.register();
  const tracer = trace.getTracer('t');
`;

const scripts = {
  worker: `
    tracer.startSpan(isMainThread ? 'main' : 'worker').end();
    if (isMainThread) {
      await once(new Worker(new URL(import.meta.url)), 'exit');
    }
    await provider.shutdown();`,
  fork: `
    const isChild = process.argv[2] === 'child';
    tracer.startSpan(isChild ? 'child' : 'parent').end();
    if (!isChild) await once(fork(new URL(import.meta.url), ['child']), 'exit');
    await provider.shutdown();`,
  cluster: `
    tracer.startSpan(cluster.isPrimary ? 'primary' : 'member').end();
    if (cluster.isPrimary) {
      const members = [cluster.fork(), cluster.fork()];
      await Promise.all(members.map((member) => once(member, 'exit')));
    }
    await provider.shutdown();
    if (!cluster.isPrimary) process.disconnect();`,
  idle: `
    tracer.startSpan('sent').end();
    await provider.forceFlush();
    tracer.startSpan('not sent').end();`,
  context: `
    const seen = {};
    const note = (name) => { seen[name] = trace.getActiveSpan()?.name; };
    await tracer.startActiveSpan('outer', async (span) => {
      await null; note('await');
      await new Promise((resolve) => setImmediate(() => setImmediate(() => { note('immediates'); resolve(); })));
      const emitter = context.bind(context.active(), new EventEmitter());
      emitter.once('event', () => note('emitter'));
      context.with(ROOT_CONTEXT, () => emitter.emit('event'));
      const resource = new AsyncResource('test');
      context.with(ROOT_CONTEXT, () => resource.runInAsyncScope(() => note('resource')));
      await tracer.startActiveSpan('inner', async (inner) => { await null; note('nested'); inner.end(); });
      note('after');
      span.end();
    });
    note('outside');
    console.log(JSON.stringify(seen));
    await provider.shutdown();`,
};

/** The compiled engine and the scripts, beside the tests, where their imports are found. */
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(root, 'test/engine/.processes-'));
  await compileEngine(folder);
  for (const [name, script] of Object.entries(scripts)) {
    await writeFile(join(folder, `${name}.mjs`), prelude + script);
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(installedNodes)('on Node $version', ({ path, isThere }) => {
  let collector: Collector;

  beforeEach(async () => {
    collector = await Collector.start();
  });

  afterEach(() => collector.stop());

  async function runScript(name: keyof typeof scripts): Promise<string> {
    const env = { ...process.env, COLLECTOR: collector.url };
    const { stdout } = await run(path, [join(folder, `${name}.mjs`)], { env, timeout: 45_000 });
    return stdout;
  }

  const sent = (): string[] =>
    collector
      .spans()
      .map(({ name }) => name)
      .toSorted();

  it.skipIf(!isThere).each([
    { name: 'worker' as const, spans: ['main', 'worker'], what: 'a worker thread' },
    { name: 'fork' as const, spans: ['child', 'parent'], what: 'a child process' },
    {
      name: 'cluster' as const,
      spans: ['member', 'member', 'primary'],
      what: 'members of a cluster',
    },
    { name: 'idle' as const, spans: ['sent'], what: 'a process that ends by itself' },
  ])('sends the spans of $what once', async ({ name, spans }) => {
    await runScript(name);

    expect(sent()).toEqual(spans);
  });

  it.skipIf(!isThere)('has the right span wherever work goes on', async () => {
    const seen = JSON.parse(await runScript('context')) as unknown;

    expect(seen).toEqual({
      await: 'outer',
      immediates: 'outer',
      emitter: 'outer',
      resource: 'outer',
      nested: 'inner',
      after: 'outer',
    });
  });
});

/** The engine alone, compiled as the package is, where its imports are found. */
async function compileEngine(outDir: string): Promise<void> {
  const lib = join(root, 'lib');
  const program = ts.createProgram(
    [join(lib, 'engine/engine-tracer-provider.ts'), join(lib, 'engine/otlp/otlp-span-sink.ts')],
    {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      skipLibCheck: true,
      types: ['node'],
      rootDir: lib,
      outDir,
    },
  );
  program.emit();
  await writeFile(join(outDir, 'package.json'), '{"type":"module"}');
}
