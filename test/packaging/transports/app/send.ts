import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientsModule } from '@nestjs/microservices';
import { grpcSender } from './grpc-sender.js';
import { messageSender } from './message-sender.js';
import { patternsOver } from './patterns.js';
import type { PatternName } from './patterns.js';
import type { Sender } from './sender.js';
import { transportNames, transports } from './transports.js';
import type { TransportName } from './transports.js';

type InSpan = (name: string, work: () => Promise<unknown>) => Promise<unknown>;

/** Sends everything over every transport, tells its parent the answers, and closes when told to. */
export async function send(imports: DynamicModule[], inSpan: InSpan): Promise<void> {
  class AppModule {}
  const clients = transportNames.map((name) => ({ name, ...transports[name]() }));
  const root = { module: AppModule, imports: [...imports, ClientsModule.register(clients)] };
  const app = await NestFactory.createApplicationContext(root, { logger: ['error', 'warn'] });
  process.once('message', () => void app.close().then(() => process.disconnect()));
  const answers = await Promise.all(
    transportNames.map(async (transport) => {
      const sender = await senderOver(app, transport);
      return [transport, await sendAll(sender, transport, inSpan)];
    }),
  );
  process.send?.({ answers: Object.fromEntries(answers) as object });
}

async function senderOver(app: INestApplicationContext, transport: TransportName): Promise<Sender> {
  return transport === 'grpc'
    ? grpcSender(app.get(transport))
    : messageSender(app.get(transport), transport);
}

async function sendAll(sender: Sender, transport: TransportName, inSpan: InSpan) {
  const answers: Partial<Record<PatternName, unknown>> = {};
  for (const name of patternsOver(transport)) {
    answers[name] = await inSpan(`${transport} ${name}`, () =>
      sender(name).catch((error: unknown) => ({ error: describe(error) })),
    );
  }
  return answers;
}

function describe(error: unknown): unknown {
  return error instanceof Error ? String(error) : error;
}
