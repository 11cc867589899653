import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { findFreePorts } from './free-ports.js';

const demo = fileURLToPath(new URL('../../sample-app/dist/demo/main.js', import.meta.url));

const portVariables = [
  'GATEWAY_PORT',
  'ORDERS_PORT',
  'INVENTORY_PORT',
  'NOTIFICATIONS_PORT',
  'PAYMENT_PROVIDER_PORT',
  'DATABASE_PORT',
] as const;

/** Ports of its own for every run, so that a demo that runs meanwhile is not in the way. */
export async function freshPorts(): Promise<Record<string, string>> {
  const ports = await findFreePorts(portVariables.length);
  return Object.fromEntries(portVariables.map((name, index) => [name, String(ports[index])]));
}

/** The demo in a process of its own, as `npm run demo` starts it. */
export class DemoRun {
  readonly #process: ChildProcess;
  readonly #closed: Promise<unknown>;
  readonly #services = new Set<number>();
  stdout = '';
  stderr = '';

  constructor(args: readonly string[], env: NodeJS.ProcessEnv) {
    this.#process = spawn(process.execPath, [demo, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => this.#follow(text));
    this.#closed = once(this.#process, 'close');
  }

  /** Resolves with the exit code. */
  async untilEnd(): Promise<number | null> {
    await this.#closed;
    return this.#process.exitCode;
  }

  signal(name: NodeJS.Signals): void {
    this.#process.kill(name);
  }

  /** The service whose command line contains its name. */
  processOf(service: string): number {
    const found = childrenOf(this.#process.pid).find(({ command }) =>
      command.includes(`/${service}/main.js`),
    );
    if (!found) throw new Error(`The demo runs no process for ${service}.`);
    return found.pid;
  }

  /** The services seen so far that still run. */
  leftProcesses(): number[] {
    return [...this.#services].filter(isAlive);
  }

  /** Each step of the demo is a chance to see which processes it has. */
  #follow(text: string): void {
    this.stderr += text;
    for (const { pid } of childrenOf(this.#process.pid)) this.#services.add(pid);
  }
}

function childrenOf(parent: number | undefined): { pid: number; command: string }[] {
  const { stdout } = spawnSync('ps', ['-Ao', 'pid=,ppid=,command='], { encoding: 'utf8' });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, ppid, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return Number(ppid) === parent ? [{ pid: Number(pid), command }] : [];
  });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
