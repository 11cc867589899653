import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A small tree of files: path from its root -> text. */
export type Tree = Readonly<Record<string, string>>;

/** One import that dependency-cruiser refused. */
export interface RefusedImport {
  rule: string;
  from: string;
  to: string;
}

const repository = new URL('../../', import.meta.url);
const cruiser = fileURLToPath(
  new URL('node_modules/dependency-cruiser/bin/dependency-cruise.mjs', repository),
);
const ourRules = fileURLToPath(new URL('.dependency-cruiser.cjs', repository));

/** Writes the tree to a temporary folder and holds it against our own import rules. */
export async function cruiseTree(tree: Tree): Promise<RefusedImport[]> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'nestjs-tracing-rules-')));
  try {
    await writeTree(root, tree);
    return parseReport(await runCruiser(root));
  } finally {
    await rm(root, { recursive: true });
  }
}

async function writeTree(root: string, tree: Tree): Promise<void> {
  for (const [path, text] of Object.entries(tree)) {
    const file = join(root, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

function runCruiser(root: string): Promise<string> {
  const args = [cruiser, '--config', ourRules, '--output-type', 'json', 'lib', 'sample-app'];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: root, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (stdout.startsWith('{')) resolve(stdout);
      else reject(new Error(`dependency-cruiser gave no report: ${stderr}`, { cause: error }));
    });
  });
}

function parseReport(json: string): RefusedImport[] {
  const report = JSON.parse(json) as {
    summary: { violations: { rule: { name: string }; from: string; to: string }[] };
  };
  return report.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
}
