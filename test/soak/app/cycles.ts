import 'reflect-metadata';
import http from 'node:http';
import { text } from 'node:stream/consumers';
import { Controller, Get, Injectable, Module, UseGuards } from '@nestjs/common';
import type { CanActivate } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Span, TracingModule } from 'nestjs-tracing';
import { grown, memoryAfterCollection, openThings, slopeOf, wrappedFunctions } from './measure.js';

// Applications made and closed again and again, as tests do:
// CYCLES=10000 node --expose-gc test/soak/dist/app/cycles.js

const cycles = Number(process.env.CYCLES ?? 10_000);
const isStock = process.env.ENGINE === 'stock';
const isTraced = process.env.UNTRACED !== 'true';

/** What one cycle may leave behind: less than the smallest object that hangs on an application. */
const MAX_KB_PER_CYCLE = Number(process.env.MAX_KB_PER_CYCLE ?? 0.5);

/** Code is compiled, caches fill, and V8 learns shapes. */
const WARM_UP = Math.min(500, Math.ceil(cycles / 4));
const SAMPLES = 20;

@Injectable()
class CatsGuard implements CanActivate {
  canActivate(): boolean {
    return true;
  }
}

@Injectable()
class CatsService {
  @Span()
  async find(id: string): Promise<string> {
    return `cat ${id}`;
  }
}

@Controller('cats')
class CatsController {
  constructor(private readonly cats: CatsService) {}

  @Get(':id')
  @UseGuards(CatsGuard)
  find(): Promise<string> {
    return this.cats.find('7');
  }
}

@Module({ controllers: [CatsController], providers: [CatsService] })
class CatsModule {}

async function cycle(): Promise<void> {
  const tracing = isTraced
    ? [
        TracingModule.forRoot({
          serviceName: 'cats',
          engine: isStock ? 'stock' : 'fast',
          // The exporter of the SDK would hold up every close() for shutdownTimeoutMs.
          exporter: isStock ? 'memory' : 'otlp',
          otlp: { url: 'http://127.0.0.1:9/v1/traces' },
        }),
      ]
    : [];
  const module = await Test.createTestingModule({ imports: [...tracing, CatsModule] }).compile();
  const app = module.createNestApplication({ logger: false });
  await app.listen(0, '127.0.0.1');
  const answer = await get(`${await app.getUrl()}/cats/7`);
  if (answer !== 'cat 7') {
    throw new Error(`Wrong answer: ${answer}`);
  }
  await app.close();
}

/** Not by fetch, which keeps something for every port it has ever seen. */
function get(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    http
      .get(url, { agent: false }, (response) => void text(response).then(resolve, reject))
      .on('error', reject);
  });
}

async function run(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await cycle();
  }
}

const classes = [CatsController, CatsService, CatsGuard];
await run(WARM_UP);
const opened = openThings();
const wrapped = wrappedFunctions(classes);
const points: [number, number][] = [[0, (await memoryAfterCollection()).heapMb]];
const step = Math.max(1, Math.floor((cycles - WARM_UP) / SAMPLES));
for (let done = step; done <= step * SAMPLES; done += step) {
  await run(step);
  points.push([done, (await memoryAfterCollection()).heapMb]);
}
const { slope, margin } = slopeOf(points);
const kbPerCycle = slope * 1_024;
const rewrapped = wrappedFunctions(classes).filter(
  ({ value }, index) => value !== wrapped[index]?.value,
);
const leaks = [
  ...grown(opened, openThings()),
  ...rewrapped.map(({ name }) => `wrapped again: ${name}`),
  ...(kbPerCycle - margin * 1_024 > MAX_KB_PER_CYCLE ? ['heap'] : []),
];
process.stdout.write(
  `${cycles} cycles: ${kbPerCycle.toFixed(3)} KB a cycle (+- ${(margin * 1_024).toFixed(3)}), ` +
    `heap ${points[0]![1].toFixed(2)} -> ${points.at(-1)![1].toFixed(2)} MB\n` +
    `${leaks.length === 0 ? 'No leak.' : `LEAK: ${leaks.join('; ')}`}\n`,
);
process.exitCode = leaks.length === 0 ? 0 : 1;
