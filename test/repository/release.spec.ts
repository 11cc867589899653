import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './repository-file.js';

const run = promisify(execFile);
/** What a release is made by, as it is in the working tree. */
const machinery = ['.release-it.js', '.ci/stamp-release.mjs', 'package.json'];
const environment = {
  ...process.env,
  // Where nobody answers: whatever asks a registry fails.
  npm_config_registry: 'http://127.0.0.1:9',
  GIT_AUTHOR_NAME: 'A maintainer',
  GIT_AUTHOR_EMAIL: 'maintainer@example.org',
  GIT_COMMITTER_NAME: 'A maintainer',
  GIT_COMMITTER_EMAIL: 'maintainer@example.org',
};
let clone: string;

beforeAll(async () => {
  clone = join(await mkdtemp(join(tmpdir(), 'nestjs-tracing-release-')), 'clone');
  await run('git', ['clone', '--quiet', root, clone]);
  for (const file of machinery) await cp(join(root, file), join(clone, file));
  await symlink(join(root, 'node_modules'), join(clone, 'node_modules'));
  await inClone('git', ['checkout', '--quiet', '-B', 'main']);
  await inClone('git', ['add', ...machinery]);
  // There is something to release, also right after a release.
  await inClone('git', ['commit', '--quiet', '--allow-empty', '--message', 'fix: a commit']);
});
afterAll(() => rm(join(clone, '..'), { recursive: true, force: true }));

describe('a dry run of a release', () => {
  it('passes in a fresh clone without a network, and would publish and push nothing', async () => {
    // It tells what it does on stderr.
    const { stderr } = await inClone('npx', ['release-it', '--ci', '--dry-run']);

    const steps = [...stderr.matchAll(/^! (.+)$/gm)].map(([, step]) => String(step));
    const version = /npm version (\S+)/.exec(stderr)?.[1];
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(steps.map((step) => step.replaceAll(String(version), '<version>'))).toEqual([
      'npm run lint',
      'npm run format:check',
      'npm test',
      'git fetch',
      expect.stringMatching(/^npm version <version> /),
      'node .ci/stamp-release.mjs <version>',
      'npm run build:lib',
      'git add . --update',
      'git commit --message chore: release <version>',
      'git tag --annotate --message nestjs-tracing <version> v<version>',
    ]);
  });
});

describe('the version of a release', () => {
  const stamp = () => inClone('node', ['.ci/stamp-release.mjs', '7.8.9']);

  it('is written where spans get theirs, and over what is unreleased', async () => {
    await writeFile(join(clone, 'CHANGELOG.md'), '# Changelog\n\n## Unreleased\n\n## 7.8.8\n');

    await stamp();

    const constants = await readFile(join(clone, 'lib/tracing.constants.ts'), 'utf8');
    const changelog = await readFile(join(clone, 'CHANGELOG.md'), 'utf8');
    expect(constants).toContain(`export const TRACER_VERSION = '7.8.9';`);
    expect(changelog).toMatch(/^# Changelog\n\n## 7\.8\.9 \(\d{4}-\d\d-\d\d\)\n\n## 7\.8\.8\n$/);
  });

  it('is refused when CHANGELOG.md says nothing of it', async () => {
    await writeFile(join(clone, 'CHANGELOG.md'), '# Changelog\n\n## 7.8.8\n');

    await expect(stamp()).rejects.toThrow('CHANGELOG.md has no');
  });
});

function inClone(command: string, args: readonly string[]) {
  return run(command, args, { cwd: clone, env: environment });
}
