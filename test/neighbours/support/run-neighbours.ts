import { readdir } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { SpanKind } from '@opentelemetry/api';
import { compileProgram } from '../../support/compiled-program.js';
import { startLoopbackServer } from '../../support/loopback-server.js';
import { startProgram } from '../../support/run-program.js';
import type { SpanOfFamily } from './lineage.js';

const fixtures = new URL('../fixtures/', import.meta.url);

/** A span as the process tells it: its scope is the instrumentation that made it. */
export interface NeighbourSpan extends SpanOfFamily {
  readonly scope: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Who comes when: names of files in `fixtures/`. */
export interface Order {
  /** Loaded by Node, by `--import`. */
  readonly preload?: string;
  /** Imported before the application. */
  readonly before?: string;
  /** Imported after AppModule, before the application is created. */
  readonly after?: string;
  /** Whether OpenTelemetry's hook for ES modules is registered. */
  readonly loaderHook?: boolean;
  /** What TracingModule listens to: its own choice, or instrumentations of the user. */
  readonly instrumentations?: 'auto' | 'brought';
  /** Folder of a second copy of the API. */
  readonly otherApi?: string;
}

/** What became of the process, which has ended well. */
export interface Outcome {
  readonly spans: readonly NeighbourSpan[];
  readonly stderr: string;
}

/** Runs the application of `fixtures/` with its neighbours in a process of its own. */
export async function runNeighbours(order: Order): Promise<Outcome> {
  const files = await compileFixtures();
  const backend = await startLoopbackServer();
  const program = await startProgram(new URL('process.ts', fixtures), {
    BACKEND: backend.url,
    BEFORE: order.before ?? '',
    AFTER: order.after ?? '',
    LOADER_HOOK: String(order.loaderHook ?? false),
    INSTRUMENTATIONS: order.instrumentations ?? '',
    OTHER_API: order.otherApi ?? '',
    NODE_OPTIONS: order.preload ? `--import=${files.get(`${order.preload}.ts`)}` : '',
  });
  const { code } = await program.ended();
  await backend.close();
  if (code !== 0) {
    throw new Error(`The process ended with ${code}: ${program.stderr()}`);
  }
  const told = JSON.parse(program.stdout()) as ToldSpan[];
  return { spans: told.map(revive), stderr: program.stderr() };
}

interface ToldSpan {
  readonly scope: string;
  readonly name: string;
  readonly kind: SpanKind;
  readonly id: string;
  readonly parentId?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

function revive({ id, parentId, ...told }: ToldSpan): NeighbourSpan {
  const parentSpanContext = parentId && { traceId: '', traceFlags: 1, spanId: parentId };
  return {
    ...told,
    parentSpanContext: parentSpanContext || undefined,
    spanContext: () => ({ spanId: id }),
  };
}

async function compileFixtures(): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(fixtures);
  const compiled = names.map(async (name): Promise<[string, string]> => {
    const file = await compileProgram(new URL(name, fixtures));
    return [name, pathToFileURL(file).href];
  });
  return new Map(await Promise.all(compiled));
}
