import { BullModule, getQueueToken } from '@nestjs/bullmq';
import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ScheduleModule } from '@nestjs/schedule';
import type { Queue } from 'bullmq';
import { Diary } from './diary.js';
import { MailsProcessor } from './mails.processor.js';
import { NoticesListener } from './notices.listener.js';
import {
  FindOrderHandler,
  OrderPlacedHandler,
  OrdersSagas,
  PlaceOrderHandler,
  ShipOrderHandler,
} from './orders.handlers.js';
import { ReportsService } from './reports.service.js';
import { stepsOf } from './steps.js';
import { IN_SPAN, Work } from './work.js';
import type { InSpan } from './work.js';

/** Does every step, tells its parent what came of it, and closes when told to. */
export async function run(imports: DynamicModule[], inSpan: InSpan): Promise<void> {
  const app = await NestFactory.createApplicationContext(moduleWith(imports, inSpan), {
    logger: ['error', 'warn'],
  });
  process.once('message', () => void close(app));
  const results: Record<string, unknown> = {};
  for (const [name, step] of Object.entries(stepsOf(app))) {
    results[name] = await inSpan(name, async () => step().catch(String));
  }
  process.send?.({ results, diary: app.get(Diary).entries });
}

function moduleWith(imports: DynamicModule[], inSpan: InSpan): DynamicModule {
  const { hostname: host, port } = new URL(process.env.REDIS_URL ?? '');
  const connection = { host, port: Number(port) || 6379 };
  class AppModule {}
  return {
    module: AppModule,
    imports: [
      ...imports,
      ScheduleModule.forRoot(),
      EventEmitterModule.forRoot(),
      CqrsModule.forRoot(),
      BullModule.forRoot({ connection, prefix: process.env.RUN }),
      BullModule.registerQueue({ name: 'mails' }),
    ],
    providers: [
      Diary,
      Work,
      { provide: IN_SPAN, useValue: inSpan },
      ReportsService,
      NoticesListener,
      PlaceOrderHandler,
      OrderPlacedHandler,
      OrdersSagas,
      ShipOrderHandler,
      FindOrderHandler,
      MailsProcessor,
    ],
  };
}

async function close(app: INestApplicationContext): Promise<void> {
  await app.get<Queue>(getQueueToken('mails')).obliterate({ force: true });
  await app.close();
  process.disconnect();
}
