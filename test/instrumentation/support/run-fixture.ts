import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { serverUrl } from '../../support/servers.js';
import { compileLibrary } from './compiled-library.js';
import type { CompiledLibrary } from './compiled-library.js';

const deadlineMs = 45_000;

/** A finished span as a fixture reports it. */
export interface ReportedSpan {
  readonly library: string;
  readonly name: string;
  readonly kind: 'CLIENT' | 'CONSUMER' | 'INTERNAL' | 'PRODUCER' | 'SERVER';
  readonly id: string;
  readonly traceId: string;
  readonly parentId?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly unknown[];
}

let library: Promise<CompiledLibrary> | undefined;

/**
 * Runs a file of `fixtures/` in a process of its own, since patches hold for a whole process, and
 * gives what it reports.
 */
export async function runFixture<Report>(
  name: string,
  input: unknown = {},
  timeoutMs = deadlineMs,
): Promise<Report> {
  return runProgram(fixtureFile(name), input, timeoutMs);
}

export function fixtureFile(name: string): string {
  return fileURLToPath(new URL(`../fixtures/${name}.mjs`, import.meta.url));
}

/** The same for a file made of a fixture. */
export async function runProgram<Report>(
  file: string,
  input: unknown = {},
  timeoutMs = deadlineMs,
): Promise<Report> {
  library ??= compileLibrary();
  const { url } = await library;
  const settings = {
    library: url,
    postgres: serverUrl('postgres'),
    redis: serverUrl('redis'),
    rabbitmq: serverUrl('rabbitmq'),
    mysql: serverUrl('mysql'),
    input,
  };
  const { stdout } = await promisify(execFile)(process.execPath, [file, JSON.stringify(settings)], {
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    // No preloads: what is shown must hold for a bare `node app.js`.
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return JSON.parse(stdout) as Report;
}

export async function forgetCompiledLibrary(): Promise<void> {
  await (await library)?.remove();
}
