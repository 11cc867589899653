import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import type { Job } from 'bullmq';
import { Diary } from './diary.js';
import { Work } from './work.js';

@Processor('mails', { drainDelay: 1 })
export class MailsProcessor extends WorkerHost {
  constructor(
    private readonly diary: Diary,
    private readonly work: Work,
  ) {
    super();
  }

  override async process({ name, attemptsMade }: Job): Promise<string> {
    if (name === 'flaky' && attemptsMade === 0) throw new RangeError('no such address');
    await this.work.do('deliver', () => this.diary.write(`mail ${name}`));
    return `sent ${name}`;
  }

  @OnWorkerEvent('completed')
  async completed({ name, returnvalue }: Job): Promise<void> {
    await this.work.do('archive', () => this.diary.write(`${name}: ${returnvalue}`));
  }
}
