import 'reflect-metadata';
import type { AddressInfo, Server } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Controller } from '@nestjs/common';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Payload, Transport } from '@nestjs/microservices';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { SpanKind } from '@opentelemetry/api';
import { TracingModule, TracingService } from 'nestjs-tracing';
import type { EngineName } from 'nestjs-tracing';
import { hostileHeaders, hostileMetadata, hostileTexts } from './inputs.js';
import { rawMqtt, rawNats, rawRabbitMq, rawRedis, rawTcp } from './raw-senders.js';
import type { RawSender } from './raw-senders.js';

/** Sends a receiver in this process what it does not expect, and prints what became of it. */
const { TRANSPORT = '', SERVER_URL = '', ENGINE, TRACED } = process.env;
const pattern = `hostile-${TRANSPORT}-${process.pid}-${Date.now()}`;
const heard: string[] = [];
const said: string[] = [];

process.on('unhandledRejection', (reason) => said.push(`unhandled: ${String(reason)}`));
process.on('uncaughtException', (error) => said.push(`uncaught: ${String(error)}`));

@Controller()
class HostileController {
  @EventPattern(pattern)
  note(@Payload() data: unknown): void {
    heard.push(JSON.stringify(data) ?? 'undefined');
  }
}

const note = (message: unknown): void => void said.push(String(message));
const logger: LoggerService = { log: () => {}, warn: note, error: note, fatal: note };
const tracing = TracingModule.forRoot({
  engine: ENGINE as EngineName,
  exporter: 'memory',
  instrumentations: false,
});
const isTraced = TRACED === 'true';
class AppModule {}
const app = await NestFactory.create(
  { module: AppModule, imports: isTraced ? [tracing] : [], controllers: [HostileController] },
  { logger },
);
const server = app.connectMicroservice<MicroserviceOptions>(optionsOf(TRANSPORT));
await app.startAllMicroservices();
const sender = await connectTo(TRANSPORT);
const hasHeaders = ['rabbitmq', 'nats', 'mqtt5'].includes(TRANSPORT);

await follow('nothing yet');
for (const [name, metadata] of Object.entries(hostileMetadata)) {
  await sender.send(JSON.stringify({ pattern, data: name, metadata }));
  await follow(`metadata: ${name}`);
}
for (const [name, text] of Object.entries(hostileTexts)) {
  await sender.send(text);
  await follow(`text: ${name}`);
}
for (const [name, headers] of hasHeaders ? Object.entries(hostileHeaders) : []) {
  await sender.send(JSON.stringify({ pattern, data: name }), headers);
  await follow(`headers: ${name}`);
}
const spans = isTraced ? await finishedSpans() : [];
await sender.close();
await app.close();
process.stdout.write(JSON.stringify({ heard, said, spans }));

/** A good message on the heels of a bad one shows that the receiver lives. */
async function follow(name: string): Promise<void> {
  const after = `after ${name}`;
  await sender.send(JSON.stringify({ pattern, data: after }));
  const end = performance.now() + 15_000;
  while (!heard.includes(JSON.stringify(after))) {
    if (performance.now() > end) fail(`nothing was heard ${after}; said: ${said.join()}`);
    await pause(1);
  }
}

function fail(reason: string): never {
  process.stderr.write(reason);
  process.exit(1);
}

async function finishedSpans(): Promise<object[]> {
  const tracingService = app.get(TracingService);
  await tracingService.flush();
  return tracingService
    .finishedSpans()
    .filter(({ kind }) => kind === SpanKind.CONSUMER || kind === SpanKind.SERVER)
    .map(({ name, parentSpanContext }) => ({
      name: name.replace(pattern, ''),
      isRoot: parentSpanContext === undefined,
    }));
}

function optionsOf(transport: string): MicroserviceOptions {
  const { hostname, host, port } = new URL(SERVER_URL || 'tcp://127.0.0.1');
  switch (transport) {
    case 'tcp':
      return { transport: Transport.TCP, options: { host: '127.0.0.1', port: 0 } };
    case 'redis':
      return {
        transport: Transport.REDIS,
        options: { host: hostname, port: Number(port) || 6379 },
      };
    case 'rabbitmq': {
      const queueOptions = { durable: false, autoDelete: true };
      return {
        transport: Transport.RMQ,
        options: { urls: [SERVER_URL], queue: pattern, queueOptions },
      };
    }
    case 'nats':
      return { transport: Transport.NATS, options: { servers: [host] } };
    default: {
      const protocolVersion = transport === 'mqtt5' ? 5 : 4;
      return { transport: Transport.MQTT, options: { url: SERVER_URL, protocolVersion } };
    }
  }
}

async function connectTo(transport: string): Promise<RawSender> {
  switch (transport) {
    case 'tcp':
      return rawTcp((server.unwrap<Server>().address() as AddressInfo).port);
    case 'redis':
      return rawRedis(SERVER_URL, pattern);
    case 'rabbitmq':
      return rawRabbitMq(SERVER_URL, pattern);
    case 'nats':
      return rawNats(SERVER_URL, pattern);
    default:
      return rawMqtt(SERVER_URL, pattern, transport === 'mqtt5' ? 5 : 4);
  }
}
