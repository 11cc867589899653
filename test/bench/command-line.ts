import { parseArgs } from 'node:util';
import { choosePlan } from './plan.js';
import type { Plan } from './plan.js';
import { select } from './selection.js';
import type { Selection } from './selection.js';

/** What `npm run bench -- …` asks for. */
export interface CommandLine {
  readonly plan: Plan;
  readonly selection: Selection;
  /** Shows the kept results once more, in place of measuring. */
  readonly isRender: boolean;
  /** For how long each chosen server is profiled, in place of being measured. */
  readonly profileSeconds?: number;
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
      render: { type: 'boolean', default: false },
      profile: { type: 'boolean' },
      seconds: { type: 'string', default: '10' },
    },
  });
  const { quick, smoke, render: isRender, profile, seconds, ...wishes } = values;
  const plan = choosePlan({ quick, smoke });
  if (profile) {
    const selection = select({ ...wishes, only: wishes.only ?? 'ours' }, plan);
    return { plan, selection, isRender, profileSeconds: positive('seconds', seconds) };
  }
  return { plan, selection: select(wishes, plan), isRender };
}

function positive(option: string, typed: string): number {
  const value = Number(typed);
  if (value > 0) return value;
  throw new Error(`--${option} must be a number greater than 0, but got "${typed}".`);
}
