import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Collector } from '../../engine/support/collector.js';
import type { WireSpan } from '../../engine/support/otlp-messages.js';
import { startFakeKafka } from '../../support/kafka/fake-kafka.js';
import { serverUrl } from '../../support/servers.js';
import { waitFor } from '../../support/wait-for.js';
import { AppProcess } from '../app-process.js';
import { drawTree } from '../draw-tree.js';
import type { NestProjects } from '../nest-projects.js';
import { patternsOver, prefixOf } from './app/patterns.js';
import type { PatternName } from './app/patterns.js';
import { transportNames } from './app/transports.js';
import type { TransportName } from './app/transports.js';
import type { Pairing, Side } from './pairings.js';

type ByTransport<T> = Readonly<Record<TransportName, Readonly<Partial<Record<PatternName, T>>>>>;

/** What became of everything that was sent in one pairing. */
export interface PairingResult {
  /** What the sender got. */
  readonly answers: ByTransport<unknown>;
  /** What the handlers got, in any order. */
  readonly seen: readonly object[];
  /** The traces that have to do with one pattern, one below the other. */
  readonly trees: ByTransport<string>;
  readonly spans: ByTransport<number>;
  /** Names of spans that have to do with none. */
  readonly strays: readonly string[];
  /** Whatever the two wrote. */
  readonly output: string;
}

interface Ready {
  readonly port: number;
}

interface Answers {
  readonly answers: PairingResult['answers'];
}

/** Each message once, and the record twice. */
const messages = transportNames
  .map((transport) => patternsOver(transport).length + 1)
  .reduce((sum, count) => sum + count);
const proto = fileURLToPath(new URL('app/orders.proto', import.meta.url));
let runs = 0;

/** Starts a receiver and a sender in processes of their own, waits for what they do, and closes them. */
export async function runPairing(pairing: Pairing, projects: NestProjects): Promise<PairingResult> {
  const run = `run${process.pid}-${Date.now()}-${(runs += 1)}`;
  const collector = await Collector.start();
  const kafka = await startFakeKafka();
  const apps: AppProcess<object>[] = [];
  const start = async <Message extends object>(side: Side, name: string, env = {}) => {
    const program = projects.program(side, `${side.traced ? 'traced' : 'plain'}-${name}`);
    const app = await AppProcess.start<Message>(program, 20, {
      ...environment(run),
      KAFKA_URL: kafka.address,
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: collector.url,
      ...env,
    });
    apps.push(app);
    return app;
  };
  try {
    const receiver = await start<Ready>(pairing.receiver, 'receiver');
    const { port } = await receiver.nextMessage();
    const seen: object[] = [];
    receiver.onMessage((message) => seen.push(message));
    const sender = await start<Answers>(pairing.sender, 'sender', { TCP_PORT: String(port) });
    const { answers } = await sender.nextMessage();
    await waitFor(`${messages} messages`, () => seen.length >= messages);
    await sender.close();
    await receiver.close();
    const output = await Promise.all(apps.map((app) => app.output()));
    return {
      answers: withoutRun(answers, run),
      seen,
      ...sortSpans(collector.spans(), run),
      output: output.join(''),
    };
  } catch (error) {
    const output = await Promise.all(apps.map((app) => app.kill()));
    throw new Error(`${String(error)}\n${output.join('')}`, { cause: error });
  } finally {
    kafka.hangUp();
    await collector.stop();
  }
}

/** Kafka answers with the name of the topic. */
function withoutRun<T>(answers: T, run: string): T {
  return JSON.parse(JSON.stringify(answers).replaceAll(run, 'run')) as T;
}

function environment(run: string): NodeJS.ProcessEnv {
  return {
    RUN: run,
    REDIS_URL: serverUrl('redis'),
    RABBITMQ_URL: serverUrl('rabbitmq'),
    NATS_URL: serverUrl('nats'),
    MQTT_URL: serverUrl('mqtt'),
    // Nest does not tell which port it was given, so that another run could have taken it.
    GRPC_URL: `unix:${join(tmpdir(), `${run}.sock`)}`,
    GRPC_PROTO: proto,
  };
}

/** A trace belongs to a pattern by the name of its root, which the sender chose or a message has. */
function sortSpans(
  spans: readonly WireSpan[],
  run: string,
): Pick<PairingResult, 'trees' | 'spans' | 'strays'> {
  const others = new Set(spans);
  const about = (transport: TransportName, pattern: PatternName): WireSpan[] => {
    const prefix = prefixOf(transport, run);
    const names = (name: string) =>
      name === `${transport} ${pattern}` || name.endsWith(`${prefix}${pattern}`);
    const traces = new Set(spans.filter(({ name }) => names(name)).map(({ traceId }) => traceId));
    return spans
      .filter(({ traceId }) => traces.has(traceId))
      .map((span) => {
        others.delete(span);
        return { ...span, name: span.name.replace(prefix, '') };
      });
  };
  const found = forEach(about);
  return {
    trees: forEach((transport, pattern) => drawTrees(found[transport][pattern]!)),
    spans: forEach((transport, pattern) => found[transport][pattern]!.length),
    strays: [...others].map(({ name }) => name),
  };
}

function drawTrees(spans: readonly WireSpan[]): string {
  const traces = new Set(spans.map(({ traceId }) => traceId));
  return [...traces]
    .map((trace) => drawTree(spans, trace))
    .toSorted()
    .join('\n');
}

function forEach<T>(make: (transport: TransportName, pattern: PatternName) => T): ByTransport<T> {
  return Object.fromEntries(
    transportNames.map((transport) => [
      transport,
      Object.fromEntries(
        patternsOver(transport).map((pattern) => [pattern, make(transport, pattern)]),
      ),
    ]),
  ) as ByTransport<T>;
}
