import type { Profiler } from 'node:inspector';
import { describe, expect, it } from 'vitest';
import { summarizeProfile } from './summarize-profile.js';

const ours = 'file:///work/dist/engine/span.js';
const profile: Profiler.Profile = {
  startTime: 0,
  endTime: 100,
  nodes: [
    node(1, 'end', ours, 9),
    node(2, 'end', ours, 9),
    node(3, 'handle', 'file:///work/node_modules/@nestjs/core/router.js', 0),
    node(4, '(idle)', ''),
    node(5, '(garbage collector)', ''),
    node(6, 'writev', 'node:net', 1),
  ],
  samples: [1, 2, 3, 4, 5, 6, 1],
  timeDeltas: [10, 20, 5, 50, 4, 3, 8],
};

describe('summarizeProfile()', () => {
  it('adds a function up over all ways it was called', () => {
    const [first] = summarizeProfile(profile).functions;

    expect(first).toEqual({
      name: 'end',
      place: 'engine/span.js:10',
      owner: 'nestjs-tracing',
      selfUs: 38,
    });
  });

  it('tells whose the time was, and leaves the idle time out of the busy one', () => {
    const { owners, ourFiles, busyUs, idleUs } = summarizeProfile(profile);

    expect(owners).toEqual([
      { name: 'nestjs-tracing', selfUs: 38 },
      { name: 'Nest', selfUs: 5 },
      { name: 'garbage collection', selfUs: 4 },
      { name: 'node', selfUs: 3 },
    ]);
    expect(ourFiles).toEqual([{ name: 'engine/span.js', selfUs: 38 }]);
    expect({ busyUs, idleUs }).toEqual({ busyUs: 50, idleUs: 50 });
  });
});

function node(
  id: number,
  functionName: string,
  url: string,
  lineNumber = -1,
): Profiler.ProfileNode {
  const callFrame = { functionName, url, lineNumber, columnNumber: 0, scriptId: '0' };
  return { id, callFrame };
}
