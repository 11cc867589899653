import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import { nodeBinary } from './node-binary.js';
import type { NodeMajor } from './node-binary.js';

const deadlineMs = 60_000;

/** An application in a process of its own, which sends messages to its parent. */
export class AppProcess<Message extends object> {
  readonly #output: Promise<string>;

  private constructor(private readonly child: ChildProcess) {
    const texts = Promise.all([text(child.stdout!), text(child.stderr!)]);
    this.#output = texts.then((both) => both.join(''));
  }

  static async start<Message extends object>(
    program: string,
    node: NodeMajor,
    env: NodeJS.ProcessEnv,
  ): Promise<AppProcess<Message>> {
    const child = fork(program, {
      // A project of its own, not ours, whose packages would be found.
      cwd: dirname(program),
      execPath: await nodeBinary(node),
      execArgv: [],
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    return new AppProcess(child);
  }

  onMessage(listener: (message: Message) => void): void {
    this.child.on('message', listener);
  }

  /** @throws Error when the process ends before, or sends nothing in time */
  async nextMessage(): Promise<Message> {
    const waiting = new AbortController();
    const signal = AbortSignal.any([waiting.signal, AbortSignal.timeout(deadlineMs)]);
    const ended = once(this.child, 'exit', { signal }).then(() => {
      throw new Error('The application ended before it was ready.');
    });
    const message = once(this.child, 'message', { signal }) as Promise<[Message]>;
    try {
      const [first] = await Promise.race([message, ended]);
      return first;
    } finally {
      ended.catch(() => {});
      message.catch(() => {});
      waiting.abort();
    }
  }

  /** Has the application close, which delivers what is left of its spans. */
  async close(): Promise<void> {
    const ended = once(this.child, 'exit', { signal: AbortSignal.timeout(deadlineMs) });
    this.child.send('close');
    await ended;
  }

  /** Ends it as it is. @returns what it wrote */
  async kill(): Promise<string> {
    this.child.kill('SIGKILL');
    return this.#output;
  }

  /** Whatever it wrote, once it has ended. */
  output(): Promise<string> {
    return this.#output;
  }
}
