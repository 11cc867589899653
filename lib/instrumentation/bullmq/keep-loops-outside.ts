import { keepOutsideOfTraces } from '../../spans/outside-of-traces.js';
import { prototypesIn } from './bullmq-classes.js';

/**
 * Has all that BullMQ does again and again run in no trace: a worker that is started while a request
 * is handled would hang all its jobs onto that request, and the process of a sandboxed processor
 * what it tells of later jobs onto the first.
 */
export function keepLoopsOutsideOfTraces(): void {
  for (const worker of prototypesIn('worker.js', 'Worker')) {
    keepOutsideOfTraces(worker, 'run');
    keepOutsideOfTraces(worker, 'startStalledCheckTimer');
  }
  for (const events of prototypesIn('queue-events.js', 'QueueEvents')) {
    keepOutsideOfTraces(events, 'run');
  }
  for (const pool of prototypesIn('child-pool.js', 'ChildPool')) {
    keepOutsideOfTraces(pool, 'retain');
  }
}
