import { getQueueToken } from '@nestjs/bullmq';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { SchedulerRegistry } from '@nestjs/schedule';
import type { Queue } from 'bullmq';
import { Diary } from './diary.js';
import { FindOrder, PlaceOrder } from './orders.messages.js';

/** What is done, one after the other; each has what it caused come to its end. */
export function stepsOf(
  app: INestApplicationContext,
): Readonly<Record<string, () => Promise<unknown>>> {
  const diary = app.get(Diary);
  const events = app.get(EventEmitter2);
  const queue: Queue = app.get(getQueueToken('mails'));
  return {
    start: () => Promise.all([diary.holds('pulse'), diary.holds('warm')]),
    fire: async () => {
      await app.get(SchedulerRegistry).getCronJob('yearly').fireOnTick();
      return diary.holds('yearly report');
    },
    'emit and await': () => events.emitAsync('order.placed', 7),
    'emit and go on': () => {
      events.emit('order.shipped', 7);
      return diary.holds('parcel of 7');
    },
    'emit in vain': () => events.emitAsync('order.lost'),
    command: async () => {
      const answer: unknown = await app.get(CommandBus).execute(new PlaceOrder(7));
      return [answer, await diary.holds('placed 7'), await diary.holds('shipped 7')];
    },
    query: () => app.get(QueryBus).execute(new FindOrder(7)),
    'add a job': async () => {
      await queue.add('welcome', {});
      return diary.holds('welcome: sent welcome');
    },
    'add a job that fails once': async () => {
      await queue.add('flaky', {}, { attempts: 2 });
      return diary.holds('flaky: sent flaky');
    },
    'add a job for later': async () => {
      await queue.add('later', {}, { delay: 5 });
      return diary.holds('later: sent later');
    },
  };
}
