import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { Diary } from './diary.js';
import { Work } from './work.js';

@Injectable()
export class NoticesListener {
  constructor(
    private readonly diary: Diary,
    private readonly work: Work,
  ) {}

  @OnEvent('order.placed')
  async placed(id: number): Promise<string> {
    await this.work.do('print', () => this.diary.write(`notice of ${id}`));
    return `noted ${id}`;
  }

  @OnEvent('order.shipped')
  async shipped(id: number): Promise<void> {
    await this.work.do('post', () => this.diary.write(`parcel of ${id}`));
  }

  @OnEvent('order.lost', { suppressErrors: false })
  async lost(): Promise<never> {
    await Promise.resolve();
    throw new RangeError('no such order');
  }
}
