import { ClientKafka } from '@nestjs/microservices';
import type { ClientProxy } from '@nestjs/microservices';
import { lastValueFrom, take, timeout, toArray } from 'rxjs';
import type { Observable } from 'rxjs';
import { patienceMs } from './delays.js';
import { order } from './order.js';
import { patternOf, patternsOver } from './patterns.js';
import { recordOf } from './records.js';
import type { Sender } from './sender.js';
import type { MessageTransportName } from './transports.js';

/** Sends messages through a client, which it connects before. */
export async function messageSender(
  client: ClientProxy,
  transport: MessageTransportName,
): Promise<Sender> {
  if (client instanceof ClientKafka) {
    patternsOver(transport).forEach((name) =>
      client.subscribeToResponseOf(patternOf(transport, name)),
    );
  }
  await client.connect();
  return (name) => {
    const pattern = patternOf(transport, name);
    if (name === 'placed') {
      return lastValueFrom(client.emit(pattern, order), { defaultValue: undefined });
    }
    if (name === 'record') return sendTwice(client, pattern, recordOf(transport, order));
    const answers: Observable<unknown> = client.send(pattern, order);
    if (name === 'leaving') return lastValueFrom(answers.pipe(take(1)));
    if (name === 'late') return lastValueFrom(answers.pipe(timeout(patienceMs)));
    return lastValueFrom(answers.pipe(toArray()));
  };
}

/** As a user may keep a record. */
async function sendTwice(client: ClientProxy, pattern: string, record: object): Promise<object> {
  const before = JSON.stringify(record);
  const first: unknown = await lastValueFrom(client.send(pattern, record));
  const second: unknown = await lastValueFrom(client.send(pattern, record));
  return { first, second, unchanged: JSON.stringify(record) === before };
}
