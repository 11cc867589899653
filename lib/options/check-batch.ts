import { messages } from '../errors/messages.js';
import type { OptionChecks } from './option-checks.js';
import type { BatchOptions } from './batch-options.interface.js';

const BATCH_NAMES = [
  'intervalMs',
  'exportTimeoutMs',
  'maxBufferedBytes',
  'maxQueueSize',
  'maxBatchSize',
] as const satisfies readonly (keyof BatchOptions)[];

export function checkBatch(value: BatchOptions | undefined, checks: OptionChecks): void {
  const batch = checks.object('batch', value);
  checks.known(batch, BATCH_NAMES, 'batch.');
  checks.positive('batch.intervalMs', batch.intervalMs, 'milliseconds');
  checks.positive('batch.exportTimeoutMs', batch.exportTimeoutMs, 'milliseconds');
  checks.positive('batch.maxBufferedBytes', batch.maxBufferedBytes, 'bytes');
  checks.positive('batch.maxQueueSize', batch.maxQueueSize, 'spans');
  checks.positive('batch.maxBatchSize', batch.maxBatchSize, 'spans');
  const { maxBatchSize: size, maxQueueSize: queue } = batch;
  if (size !== undefined && queue !== undefined && size > queue) {
    checks.refuse('BATCH_LARGER_THAN_QUEUE', messages.batchLargerThanQueue(size, queue));
  }
}
