import { Metadata } from '@grpc/grpc-js';
import type { ClientGrpc } from '@nestjs/microservices';
import { lastValueFrom, take, timeout, toArray } from 'rxjs';
import type { Observable } from 'rxjs';
import { deadlineMs, patienceMs } from './delays.js';
import { grpcOrder } from './order.js';
import type { PatternName } from './patterns.js';
import type { Sender } from './sender.js';

type Call = (...args: unknown[]) => Observable<unknown>;
type Orders = Readonly<Record<PatternName, Call>>;

/** Calls what is offered over gRPC. */
export function grpcSender(client: ClientGrpc): Sender {
  const orders = client.getService<Orders>('Orders');
  return (name) => {
    if (name === 'record') return callTwice(orders);
    if (name === 'deadline') return callUntil(orders, new Date(Date.now() + deadlineMs));
    const answers = orders[name](grpcOrder);
    if (name === 'leaving') return lastValueFrom(answers.pipe(take(1)));
    if (name === 'late') return lastValueFrom(answers.pipe(timeout(patienceMs)));
    return lastValueFrom(answers.pipe(toArray()));
  };
}

/** As a user may keep metadata. */
async function callTwice(orders: Orders): Promise<object> {
  const metadata = new Metadata();
  metadata.set('tenant', 'a');
  const first = await lastValueFrom(orders.record(grpcOrder, metadata));
  const second = await lastValueFrom(orders.record(grpcOrder, metadata));
  return { first, second, kept: metadata.getMap() };
}

/** How long it took is another number each time. */
async function callUntil(orders: Orders, deadline: Date): Promise<unknown> {
  const answers = orders.deadline(grpcOrder, new Metadata(), { deadline });
  return lastValueFrom(answers).catch(({ code }: { code: number }) => ({ code }));
}
