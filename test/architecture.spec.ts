import { beforeAll, describe, expect, it } from 'vitest';
import { cruiseTree, type RefusedImport } from './support/cruise-tree.js';
import {
  arrows,
  offences,
  projectUnderRules,
  rooms,
  roomsThatSeeOptionTypes,
  tidy,
} from './support/project-under-rules.js';

let refused: RefusedImport[];
beforeAll(async () => {
  refused = await cruiseTree(projectUnderRules());
});

describe('the import rules', () => {
  it.each(rooms)('let lib/%s import the rooms that DESIGN.md names, and no other', (room) => {
    const others = rooms.filter((other) => other !== room && !arrows[room]?.includes(other));

    expect(targetsRefusedTo(`lib/${room}/probe.ts`)).toEqual(others.toSorted());
  });

  it.each(roomsThatSeeOptionTypes)('let lib/%s import the types of the options', (room) => {
    expect(targetsRefusedTo(`lib/${room}/typed.ts`)).toEqual([]);
  });

  it.each(Object.entries(offences))('refuse what breaks %s', (rule, files) => {
    // A circle is reported at one of its files, so both ends of a refused arrow count.
    const caught = refused
      .filter((found) => found.rule === rule)
      .flatMap(({ from, to }) => [from, to]);

    expect(caught).toEqual(expect.arrayContaining(files.map(({ file }) => file)));
  });

  it.each(Object.keys(tidy))('accept a tidy %s', (file) => {
    expect(refused.filter(({ from }) => from === file)).toEqual([]);
  });
});

function targetsRefusedTo(file: string): string[] {
  const targets = refused.filter(({ from }) => from === file).map(({ to }) => to.split('/')[1]);
  return targets.map(String).toSorted();
}
