import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Processors of those who are measured, and of those who measure. */
export const cpus = { server: 0, others: 1 } as const;

/** Whether processes can be kept on a processor: there are two, and `taskset` is installed. */
export const canPin =
  availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;

/** Keeps all threads of a process on one processor from now on. */
export function pin(pid: number, cpu: number): void {
  if (canPin) {
    spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', String(cpu), String(pid)]);
  }
}
