import 'reflect-metadata';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import { Span, TracingModule } from 'nestjs-tracing';
import { memoryAfterCollection } from './measure.js';
import type { Seen } from './outside.js';
import { startOutside } from './start-outside.js';

// An application whose collector is there for UP_S seconds and gone for DOWN_S, so many rounds:
// RATE=2000 DOWN_S=300 UP_S=30 ROUNDS=1 node --expose-gc test/soak/dist/app/outage.js

const rate = Number(process.env.RATE ?? 2_000);
const upMs = Number(process.env.UP_S ?? 30) * 1_000;
const downMs = Number(process.env.DOWN_S ?? 300) * 1_000;
const rounds = Number(process.env.ROUNDS ?? 1);
const maxBufferedBytes = Number(process.env.MAX_BUFFERED_BYTES ?? 3 * 1_024 * 1_024);

/** SERVER, handler and service. */
const SPANS_PER_REQUEST = 3;

/** What else an outage may cost: the batch that is being filled and encoded, sockets, lines of the log. */
const SLACK_MB = 5;

@Injectable()
class OrdersService {
  @Span()
  async find(): Promise<string> {
    return 'order';
  }
}

@Controller('orders')
class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Get(':id')
  find(): Promise<string> {
    return this.orders.find();
  }
}

interface Phase extends Seen {
  readonly name: string;
  readonly memoryMb: number;
  readonly rssMb: number;
  readonly longestBlockMs: number;
}

const lines: string[] = [];
const silent = (): void => {};
diag.setLogger(
  {
    error: silent,
    warn: (text) => void lines.push(text),
    info: (text) => void lines.push(text),
    debug: silent,
    verbose: silent,
  },
  DiagLogLevel.INFO,
);
lines.length = 0;

const outside = startOutside();
const { port } = await outside.order({ do: 'collect', isUp: true });

@Module({
  imports: [
    TracingModule.forRoot({
      serviceName: 'orders',
      otlp: { url: `http://127.0.0.1:${port}/v1/traces` },
      batch: { maxBufferedBytes, intervalMs: 500 },
    }),
  ],
  controllers: [OrdersController],
  providers: [OrdersService],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: false });
await app.listen(0, '127.0.0.1');
const url = await app.getUrl();
// A server that closes idle connections meets those who are about to use them.
(app.getHttpServer() as Server).keepAliveTimeout = 0;
let answered = 0;

async function phase(name: string, phaseMs = upMs): Promise<Phase> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  await outside.order({ do: 'load', url, paths: ['/orders/7'], rate });
  await pause(phaseMs);
  delay.disable();
  const seen = await outside.order({ do: 'rest' });
  answered += seen.answered;
  const { heapMb, buffersMb, rssMb } = await memoryAfterCollection();
  const measured = { memoryMb: heapMb + buffersMb, rssMb, longestBlockMs: delay.max / 1e6 };
  const row = { name, ...seen, ...measured };
  process.stdout.write(
    `${name.padEnd(8)} ${(row.answered / (phaseMs / 1_000)).toFixed(0)} req/s, ${row.failed} failed, ` +
      `p50 ${row.p50Ms.toFixed(2)} ms, p99 ${row.p99Ms.toFixed(2)} ms, heap and buffers ${row.memoryMb.toFixed(1)} MB, ` +
      `rss ${row.rssMb.toFixed(0)} MB, longest block ${row.longestBlockMs.toFixed(0)} ms\n`,
  );
  return row;
}

await phase('warm-up');
const phases: Phase[] = [];
for (let round = 0; round < rounds; round += 1) {
  phases.push(await phase('up'));
  await outside.order({ do: 'collect', isUp: false });
  phases.push(await phase('down', downMs));
  await outside.order({ do: 'collect', isUp: true });
}
phases.push(await phase('up'));
await app.close();
const { spans } = await outside.order({ do: 'rest' });
outside.stop();

const dropLines = lines.filter((line) => line.includes('dropped'));
const dropped = Number(/(\d+) in all/.exec(dropLines.at(-1) ?? '')?.[1] ?? dropLines.length);
const made = answered * SPANS_PER_REQUEST;
const [, down] = phases;
const growthMb = down!.memoryMb - phases[0]!.memoryMb;
const minutes = (downMs * rounds) / 60_000;
const faults = [
  ...phases.filter(({ failed }) => failed > 0).map(({ name }) => `failed requests while ${name}`),
  ...(growthMb > maxBufferedBytes / 1_048_576 + SLACK_MB ? [`memory grew by ${growthMb} MB`] : []),
  ...(spans + dropped < made ? [`${made - spans - dropped} spans are not accounted for`] : []),
  ...(dropLines.length > 2 + rounds + minutes ? [`${dropLines.length} lines about drops`] : []),
];
process.stdout.write(
  `${made} spans made, ${spans} delivered, ${dropped} dropped\n${lines.join('\n')}\n` +
    `${faults.length === 0 ? 'As promised.' : `BROKEN: ${faults.join('; ')}`}\n`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
