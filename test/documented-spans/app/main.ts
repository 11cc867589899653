import 'reflect-metadata';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { getQueueToken } from '@nestjs/bullmq';
import { NestFactory } from '@nestjs/core';
import { CommandBus, EventBus, QueryBus } from '@nestjs/cqrs';
import { EventEmitter2 } from '@nestjs/event-emitter';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { WsAdapter } from '@nestjs/platform-ws';
import { SchedulerRegistry } from '@nestjs/schedule';
import { SpanKind } from '@opentelemetry/api';
import type { Queue } from 'bullmq';
import { TracedHttpService, TracingService, runInSpan } from 'nestjs-tracing';
import { AppModule } from './app.module.js';
import { FindOrder, OrderPlaced, PlaceOrder } from './background.js';
import { askDatabases, askRedis } from './databases.js';
import { overRabbitMq, overTcp, publishWithAmqplib, sendMessages } from './messages.js';
import { askGraphql, sendFrames, sendRequests } from './requests.js';
import { host } from './servers.js';

/** Makes a span of every kind that README.md has a table for, and prints them. */
const app = await NestFactory.create(AppModule, { logger: false, abortOnError: false });
app.useWebSocketAdapter(new WsAdapter(app));
const tcp = app.connectMicroservice<MicroserviceOptions>(overTcp);
app.connectMicroservice<MicroserviceOptions>(overRabbitMq);
await app.startAllMicroservices();
await app.listen(0, host);
const url = await app.getUrl();
const { port } = tcp.unwrap<{ address(): { port: number } }>().address();
const queue = app.get<Queue>(getQueueToken('mails'));

async function doJobs(): Promise<void> {
  await app.get(SchedulerRegistry).getCronJob('yearly').fireOnTick();
  await app.get(EventEmitter2).emitAsync('order.paid');
  await app
    .get(EventEmitter2)
    .emitAsync('order.lost')
    .catch(() => undefined);
  await app.get(CommandBus).execute(new PlaceOrder());
  await app
    .get(QueryBus)
    .execute(new FindOrder())
    .catch(() => undefined);
  app.get(EventBus).publish(new OrderPlaced());
  await queue.add('welcome', {});
  await queue.addBulk([
    { name: 'welcome', data: {} },
    { name: 'bad', data: {} },
  ]);
}

const work = {
  requests: () => sendRequests(url, app.get(TracedHttpService)),
  graphql: () => askGraphql(url),
  frames: () => sendFrames(url),
  messages: () => sendMessages(port),
  amqplib: publishWithAmqplib,
  databases: askDatabases,
  redis: askRedis,
  jobs: doJobs,
};
for (const [name, act] of Object.entries(work)) await runInSpan(name, act);

/** Over TCP, RabbitMQ twice, amqplib, and three jobs: they arrive after the sender has gone on. */
const consumed = 7;
const spans = () => app.get(TracingService).finishedSpans();
const deadline = Date.now() + 20_000;
while (spans().filter(({ kind }) => kind === SpanKind.CONSUMER).length < consumed) {
  if (Date.now() > deadline) {
    throw new Error(
      `There are only ${spans()
        .map(({ name }) => name)
        .join(', ')}`,
    );
  }
  await nextTurn();
}

await queue.obliterate({ force: true });
const told = spans().map(({ name, kind, attributes }) => ({ name, kind, attributes }));
process.stdout.write(JSON.stringify(told), () => process.exit());
