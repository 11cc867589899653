import { existsSync } from 'node:fs';
import { arch, platform, tmpdir } from 'node:os';
import { join } from 'node:path';

interface InstalledNode {
  readonly version: string;
  readonly path: string;
  readonly isThere: boolean;
}

/** The Node that runs now, and the newest one that is supported, where the packaging tests leave it. */
export const installedNodes: readonly InstalledNode[] = [
  { version: process.version, path: process.execPath, isThere: true },
  nodeOf('24'),
];

function nodeOf(major: string): InstalledNode {
  const name = `node-${platform()}-${arch()}`;
  const path = join(tmpdir(), 'nestjs-tracing-nodes', major, 'node_modules', name, 'bin', 'node');
  return { version: `v${major}`, path, isThere: existsSync(path) };
}
