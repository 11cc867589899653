import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readText, root } from './repository-file.js';

const page = readText('CONTRIBUTING.md');
/** Made by a build, and in no clone. */
const made = /(^|\/)dist\/|^docs\/api\//;
const inFolders = /(?<![\w/.-])(?:lib|test|sample-app|docs|\.ci|\.github)\/[\w/.-]*\w\/?/g;
const atTheTop = /(?<=`)[\w.-]+\.(?:md|c?js|json)(?=`)/g;

describe('CONTRIBUTING.md', () => {
  it('names files and folders that exist', () => {
    const named = [inFolders, atTheTop]
      .flatMap((pattern) => page.match(pattern) ?? [])
      .filter((path) => !made.test(path));

    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((path) => !existsSync(`${root}${path}`))).toEqual([]);
  });

  it('has a line for each room of lib/', () => {
    const rooms = readdirSync(`${root}lib`, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `lib/${name}/`);
    const lines = [...page.matchAll(/^\| `(lib\/\w+\/)` /gm)].map(([, room]) => String(room));

    expect(lines.toSorted()).toEqual(rooms.toSorted());
  });

  it('names npm scripts that exist', () => {
    const { scripts } = JSON.parse(readText('package.json')) as { scripts: object };
    const named = [...page.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name);

    expect(named).not.toEqual([]);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
  });
});
