import { beforeAll, it } from 'vitest';
import { NestProjects } from '../nest-projects.js';
import { runAFewAtOnce } from '../run-a-few-at-once.js';
import { nameOf, pairings, untraced } from './pairings.js';
import { runPairing } from './run-pairing.js';

let results: any;
beforeAll(async () => {
  console.time('install');
  const projects = await NestProjects.make(new URL('app/', import.meta.url));
  console.timeEnd('install');
  console.time('run');
  results = await runAFewAtOnce([...untraced, ...pairings], (p) => runPairing(p, projects));
  console.timeEnd('run');
});
it('x', async () => {
  const { writeFileSync } = await import('node:fs');
  writeFileSync('/tmp/v1/out.json', JSON.stringify([...results].map(([p, r]) => [nameOf(p), r.value ?? String(r.reason)]), undefined, 1));
});
