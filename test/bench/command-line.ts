import { parseArgs } from 'node:util';
import { choosePlan } from './plan.js';
import type { Plan } from './plan.js';
import { select } from './selection.js';
import type { Selection } from './selection.js';

/** What `npm run bench -- …` asks for. */
export interface CommandLine {
  readonly plan: Plan;
  readonly selection: Selection;
}

/** @throws Error with a sentence for whoever typed something that does not exist */
export function readCommandLine(args: string[]): CommandLine {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean' },
      smoke: { type: 'boolean' },
      part: { type: 'string' },
      platform: { type: 'string' },
      route: { type: 'string' },
      only: { type: 'string' },
    },
  });
  const { quick, smoke, ...wishes } = values;
  return { plan: choosePlan({ quick, smoke }), selection: select(wishes) };
}
