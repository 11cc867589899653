import { fork, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ServiceName } from '../shared/addresses.js';
import { DemoError } from './demo-error.js';

const readyWithinMs = 60_000;
const stopWithinMs = 5_000;
const keptLines = 40;

/** One service in a process of its own, and what it wrote last. */
export class ServiceProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #lines = new EventEmitter<{ line: [string]; ready: [] }>();
  readonly #lastLines: string[] = [];
  #isStopping = false;

  constructor(
    readonly name: ServiceName,
    env: NodeJS.ProcessEnv,
  ) {
    this.#child = fork(fileURLToPath(import.meta.resolve(`../${name}/main.js`)), {
      env,
      execArgv: ['--import', import.meta.resolve('./watch-parent.js')],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // In a group of its own, so that Ctrl-C reaches the demo alone and the services end in order.
      detached: true,
    });
    this.#exited = once(this.#child, 'close');
    this.#readLines();
  }

  onLine(listener: (line: string) => void): void {
    this.#lines.on('line', listener);
  }

  /** Resolves at the line "<name> is ready". */
  async untilReady(): Promise<void> {
    try {
      await once(this.#lines, 'ready', { signal: AbortSignal.timeout(readyWithinMs) });
    } catch {
      throw this.#failure(`was not ready within ${readyWithinMs / 1_000} s`);
    }
  }

  /** Rejects when the service ends although nobody asked it to. */
  async untilDeath(): Promise<void> {
    await this.#exited;
    if (this.#isStopping) return;
    const { signalCode, exitCode } = this.#child;
    throw this.#failure(signalCode ? `was ended by ${signalCode}` : `ended with code ${exitCode}`);
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#child.kill('SIGTERM');
    const deadline = setTimeout(() => this.kill(), stopWithinMs);
    await this.#exited;
    clearTimeout(deadline);
  }

  kill(): void {
    this.#isStopping = true;
    this.#child.kill('SIGKILL');
  }

  #readLines(): void {
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream) createInterface(stream).on('line', (line) => this.#take(line));
    }
  }

  #take(line: string): void {
    this.#lastLines.push(line);
    if (this.#lastLines.length > keptLines) this.#lastLines.shift();
    this.#lines.emit('line', line);
    if (line.includes(`${this.name} is ready`)) this.#lines.emit('ready');
  }

  #failure(whatHappened: string): DemoError {
    const hint = this.#lastLines.length > 0 ? '; the last lines it wrote:' : ' and wrote nothing.';
    return new DemoError(`The service ${this.name} ${whatHappened}${hint}`, this.#lastLines);
  }
}
