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
  const sendIt = (data: object = order): Observable<unknown> => client.send(pattern, data);
  switch (name) {
    case 'placed':
      return lastValueFrom(client.emit(pattern, order), { defaultValue: undefined });
    case 'leaving':
      return lastValueFrom(sendIt().pipe(take(1)));
    case 'late':
      return lastValueFrom(sendIt().pipe(timeout(patienceMs)));
    case 'record': {
      // The same one twice, as a user may keep it.
      const record = recordOf(transport, order);
      const before = JSON.stringify(record);
      const first = await lastValueFrom(sendIt(record));
      const second = await lastValueFrom(sendIt(record));
      return { first, second, unchanged: JSON.stringify(record) === before };
    }
    default:
      return lastValueFrom(sendIt().pipe(toArray()));
  }
}

function describe(error: unknown): unknown {
  return error instanceof Error ? String(error) : error;
}
