import { spawn } from 'node:child_process';

export interface CommandResult {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end, whatever its exit code. */
export function runCommand(
  file: string,
  args: string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv },
): Promise<CommandResult> {
  const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const result: CommandResult = { exitCode: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (result.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (result.stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ ...result, exitCode }));
  });
}

/** Runs npm and throws what it said when it fails. */
export async function runNpm(args: string[], cwd: string): Promise<void> {
  const { exitCode, stdout, stderr } = await runCommand('npm', args, { cwd });
  if (exitCode !== 0) throw new Error(`npm ${args.join(' ')} failed in ${cwd}\n${stdout}${stderr}`);
}

/** Node 20 says that require(esm) is experimental, and how to trace the warning. */
export function withoutExperimentalWarning(stderr: string): string {
  return stderr.replace(/^\(node:\d+\) ExperimentalWarning: .*\n(\(Use `node --trace-.*\n)?/gm, '');
}
