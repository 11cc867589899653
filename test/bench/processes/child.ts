import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Commands, Ready } from './commands.js';

export interface ChildOptions {
  /** File beside this one, without its extension. */
  readonly program: string;
  readonly env?: NodeJS.ProcessEnv;
}

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

const readyWithinMs = 60_000;

/** A process of the benchmark, and the questions it answers. */
export class Child<C extends Commands> {
  #asked = 0;

  private constructor(
    private readonly process: ChildProcess,
    readonly ready: Ready,
  ) {
    process.setMaxListeners(0);
  }

  /** @throws Error when the process ends, or is not ready within a minute */
  static async start<C extends Commands>({ program, env }: ChildOptions): Promise<Child<C>> {
    const child = fork(fileURLToPath(import.meta.resolve(`./${program}.js`)), {
      env: { ...withoutTelemetry(process.env), NODE_ENV: 'production', ...env },
      execArgv: ['--expose-gc'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const exited = once(child, 'exit').then(() => {
      throw new Error(`${program} ended before it was ready`);
    });
    const signal = AbortSignal.timeout(readyWithinMs);
    const [ready] = (await Promise.race([once(child, 'message', { signal }), exited])) as [Ready];
    exited.catch(() => undefined);
    return new Child<C>(child, ready);
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  async ask<K extends keyof C & string>(
    command: K,
    ...args: Parameters<C[K]>
  ): Promise<Awaited<ReturnType<C[K]>>> {
    this.#asked += 1;
    const id = this.#asked;
    this.process.send({ id, command, argument: args[0] });
    const { result, error } = await this.#answerTo(id, command);
    if (error !== undefined) throw new Error(`${command}: ${error}`);
    return result as Awaited<ReturnType<C[K]>>;
  }

  async stop(): Promise<void> {
    const exited = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await exited;
  }

  #answerTo(id: number, command: string): Promise<Answer> {
    const { process } = this;
    return new Promise((resolve, reject) => {
      const onExit = () => reject(new Error(`The process ended when it was asked for ${command}`));
      const onMessage = (answer: Answer) => {
        if (answer.id !== id) return;
        process.off('message', onMessage).off('exit', onExit);
        resolve(answer);
      };
      process.on('message', onMessage).once('exit', onExit);
    });
  }
}

/** The variables of whoever runs the benchmark must not decide what is measured. */
function withoutTelemetry(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('OTEL_')));
}
