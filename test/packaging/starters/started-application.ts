import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findFreePorts } from '../../support/free-ports.js';
import { waitFor } from '../../support/wait-for.js';

const deadlineMs = 30_000;

/** A process that runs the compiled application of a project. */
export interface StartedApplication {
  readonly stderr: () => string;
  /** Asks for a path, from the moment the application listens on. @returns the body */
  get(path: string): Promise<string>;
  stop(): Promise<void>;
}

/** `node dist/main.js`, with the port in `PORT`, where a new project looks for it. */
export async function startApplication(
  project: string,
  environment: Readonly<Record<string, string>>,
): Promise<StartedApplication> {
  const [port] = await findFreePorts(1);
  const child = spawn(process.execPath, ['dist/main.js'], {
    cwd: project,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: String(port), ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit');
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const answer = (path: string): Promise<Response | undefined> =>
    fetch(`http://localhost:${port}${path}`).catch(() => {
      if (child.exitCode !== null) throw new Error(`The application has ended\n${stderr}`);
      return undefined;
    });
  return {
    stderr: () => stderr,
    get: async (path) => (await waitFor(path, () => answer(path), deadlineMs)).text(),
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}
