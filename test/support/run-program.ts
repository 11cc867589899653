import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { compileProgram } from './compiled-program.js';
import { waitFor } from './wait-for.js';

const deadlineMs = 45_000;

/** A process that runs a program of a test, and what it has written. */
export interface RunningProgram {
  readonly stdout: () => string;
  readonly stderr: () => string;
  kill(signal: NodeJS.Signals): void;
  /** Waits until the program has written the text. */
  written(text: string): Promise<void>;
  hasEnded(): boolean;
  /** Waits for its end. @throws Error with what it wrote, when it has not ended within its deadline */
  ended(): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/**
 * Starts a TypeScript file in a process of its own, for what holds for a whole process.
 *
 * @param node path of the Node to run it; the one that runs now unless given
 */
export async function startProgram(
  file: URL,
  environment: Readonly<Record<string, string>> = {},
  node: string = process.execPath,
): Promise<RunningProgram> {
  return startCompiled(await compileProgram(file), environment, node);
}

/** The same for a file that `compilePrograms()` has made. */
export function startCompiled(
  program: string,
  environment: Readonly<Record<string, string>>,
  node: string = process.execPath,
): RunningProgram {
  const child = spawn(node, [program], {
    // A flag names packages as they are seen from here.
    cwd: path.dirname(program),
    // No preloads but those of the test: what is shown must hold for a bare `node app.js`.
    env: { ...process.env, NODE_OPTIONS: '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: deadlineMs,
    killSignal: 'SIGKILL',
  });
  const stdout = gather(child.stdout);
  const stderr = gather(child.stderr);
  const ends = endOf(child, stderr);
  // It is told to whoever asks.
  ends.catch(() => undefined);
  return {
    stdout,
    stderr,
    kill: (signal) => child.kill(signal),
    written: async (text) => {
      await waitFor(`"${text}" from ${program}`, () => stdout().includes(text), deadlineMs);
    },
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    ended: () => ends,
  };
}

async function endOf(child: ChildProcess, stderr: () => string) {
  // "close" comes after the streams have ended, "exit" may come before.
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  if (signal === 'SIGKILL') {
    throw new Error(`The program did not end within ${deadlineMs} ms: ${stderr()}`);
  }
  return { code, signal };
}

function gather(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
}
