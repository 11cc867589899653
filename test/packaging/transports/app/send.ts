import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientsModule } from '@nestjs/microservices';
import type { ClientProxy } from '@nestjs/microservices';
import { lastValueFrom, take, timeout, toArray } from 'rxjs';
import type { Observable } from 'rxjs';
import { order } from './order.js';
import { patternNames, patternOf } from './patterns.js';
import type { PatternName } from './patterns.js';
import { recordOf } from './records.js';
import { transportNames, transports } from './transports.js';
import type { TransportName } from './transports.js';

type InSpan = (name: string, work: () => Promise<unknown>) => Promise<unknown>;

/** Far shorter than it takes the handler. */
const patienceMs = 150;

/** Sends everything over every transport, tells its parent the answers, and closes when told to. */
export async function send(imports: DynamicModule[], inSpan: InSpan): Promise<void> {
  class AppModule {}
  const clients = transportNames.map((name) => ({ name, ...transports[name]() }));
  const root = { module: AppModule, imports: [...imports, ClientsModule.register(clients)] };
  const app = await NestFactory.createApplicationContext(root, { logger: ['error', 'warn'] });
  process.once('message', () => void app.close().then(() => process.disconnect()));
  const answers = await Promise.all(
    transportNames.map(async (transport) => {
      const client = app.get<ClientProxy>(transport);
      await client.connect();
      return [transport, await sendAll(client, transport, inSpan)];
    }),
  );
  process.send?.({ answers: Object.fromEntries(answers) as object });
}

async function sendAll(client: ClientProxy, transport: TransportName, inSpan: InSpan) {
  const answers: Partial<Record<PatternName, unknown>> = {};
  for (const name of patternNames) {
    answers[name] = await inSpan(`${transport} ${name}`, () =>
      sendOne(client, transport, name).catch((error: unknown) => ({ error: describe(error) })),
    );
  }
  return answers;
}

async function sendOne(
  client: ClientProxy,
  transport: TransportName,
  name: PatternName,
): Promise<unknown> {
  const pattern = patternOf(transport, name);
  if (name === 'placed') {
    return lastValueFrom(client.emit(pattern, order), { defaultValue: undefined });
  }
  if (name === 'record') return sendTwice(client, pattern, recordOf(transport, order));
  const answers: Observable<unknown> = client.send(pattern, order);
  if (name === 'leaving') return lastValueFrom(answers.pipe(take(1)));
  if (name === 'late') return lastValueFrom(answers.pipe(timeout(patienceMs)));
  return lastValueFrom(answers.pipe(toArray()));
}

/** As a user may keep a record. */
async function sendTwice(client: ClientProxy, pattern: string, record: object): Promise<object> {
  const before = JSON.stringify(record);
  const first: unknown = await lastValueFrom(client.send(pattern, record));
  const second: unknown = await lastValueFrom(client.send(pattern, record));
  return { first, second, unchanged: JSON.stringify(record) === before };
}

function describe(error: unknown): unknown {
  return error instanceof Error ? String(error) : error;
}
