import { messages } from '../errors/messages.js';
import type { JobsOptions } from './jobs-options.interface.js';
import type { MessagingOptions } from './messaging-options.interface.js';
import type { OptionChecks } from './option-checks.js';

const JOB_NAMES = [
  'schedule',
  'eventEmitter',
  'bullmq',
  'cqrs',
] as const satisfies readonly (keyof JobsOptions)[];

export function checkMessaging(value: MessagingOptions | undefined, checks: OptionChecks): void {
  const messaging = checks.object('messaging', value);
  checks.known(messaging, ['parent'], 'messaging.');
  const { parent } = messaging;
  if (parent !== undefined && parent !== 'parent' && parent !== 'link') {
    checks.refuse('INVALID_MESSAGE_PARENT', messages.invalidMessageParent(parent));
  }
}

export function checkJobs(value: JobsOptions | undefined, checks: OptionChecks): void {
  const jobs = checks.object('jobs', value);
  checks.known(jobs, JOB_NAMES, 'jobs.');
  for (const name of JOB_NAMES) {
    checks.boolean(`jobs.${name}`, jobs[name]);
  }
}
