import { Injectable } from '@nestjs/common';
import { Cron, Interval, SchedulerRegistry, Timeout } from '@nestjs/schedule';
import { Diary } from './diary.js';
import { Work } from './work.js';

@Injectable()
export class ReportsService {
  constructor(
    private readonly diary: Diary,
    private readonly schedules: SchedulerRegistry,
    private readonly work: Work,
  ) {}

  @Cron('0 0 1 1 *', { name: 'yearly' })
  async yearly(): Promise<void> {
    await this.work.do('add up', () => this.diary.write('yearly report'));
  }

  @Interval('pulse', 5)
  pulse(): void {
    this.schedules.deleteInterval('pulse');
    this.diary.write('pulse');
  }

  @Timeout(5)
  async warmUp(): Promise<void> {
    await this.work.do('fill caches', () => this.diary.write('warm'));
  }
}
