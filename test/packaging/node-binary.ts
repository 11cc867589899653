import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { arch, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNpm } from './run-command.js';

/** The lines of Node the package promises to run on. */
export const supportedNodes = [20, 22, 24] as const;

export type NodeMajor = (typeof supportedNodes)[number];

/**
 * The path of a Node of this line: the one that runs now, or one from the npm packages that carry
 * the official binaries, kept in the temporary folder for the next run.
 */
export async function nodeBinary(major: NodeMajor): Promise<string> {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const cache = join(tmpdir(), 'nestjs-tracing-nodes', String(major));
  const name = `node-${platform()}-${arch()}`;
  const binary = join(cache, 'node_modules', name, 'bin', 'node');
  if (!existsSync(binary)) {
    await mkdir(cache, { recursive: true });
    await runNpm(['install', '--prefix', cache, `${name}@${major}`], cache);
  }
  return binary;
}
