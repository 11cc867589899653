import 'nestjs-tracing/testing/vitest';
import { BullModule, Processor, WorkerHost, getQueueToken } from '@nestjs/bullmq';
import { Test } from '@nestjs/testing';
import { SpanKind, trace } from '@opentelemetry/api';
import type { Queue } from 'bullmq';
import { expect, it } from 'vitest';
import type { JobsOptions } from '../../lib/index.js';
import { TraceRecorder, TracingTestingModule } from '../../lib/testing/index.js';
import type { TracePredicate } from '../../lib/testing/index.js';
import { describeWith, serverUrl } from '../support/servers.js';
import { testEngine } from '../support/test-engine.js';

const id = `testing-bullmq-${process.pid}-${Date.now()}`;
const patient = { timeoutMs: 15_000 };

async function start(queue: string, jobs: JobsOptions = {}) {
  let tellProcessed: () => void;
  const processed = new Promise<void>((resolve) => {
    tellProcessed = resolve;
  });
  @Processor(queue)
  class MailsProcessor extends WorkerHost {
    async process(): Promise<void> {
      trace.getTracer('test').startSpan('own').end();
      tellProcessed();
    }
  }
  const { hostname: host, port } = new URL(serverUrl('redis'));
  const testing = await Test.createTestingModule({
    imports: [
      TracingTestingModule.forRoot({ engine: testEngine, instrumentations: false, jobs }),
      BullModule.forRoot({ connection: { host, port: Number(port) || 6379 }, prefix: id }),
      BullModule.registerQueue({ name: queue }),
    ],
    providers: [MailsProcessor],
  }).compile();
  await testing.init();
  return {
    testing,
    traces: testing.get(TraceRecorder),
    mails: testing.get<Queue>(getQueueToken(queue)),
    processed,
  };
}

const isProcessed: TracePredicate = (spans) => spans.some(({ kind }) => kind === SpanKind.CONSUMER);

describeWith('redis', 'two applications under test with jobs of BullMQ', () => {
  it('each record their own, whichever started last', async () => {
    const applications = [await start('one'), await start('other')];

    for (const { traces, mails } of applications) {
      await traces.run('test', () => mails.add('welcome', {}));
      const trace = await traces.waitForTrace(isProcessed, patient);

      expect(trace).toMatchTrace(`
        test
          PRODUCER send ${mails.name}
            CONSUMER process ${mails.name}
              MailsProcessor.process
                own
      `);
    }
    for (const { traces, mails, testing } of applications) {
      expect(traces.spans()).toHaveLength(5);
      await mails.obliterate({ force: true });
      await testing.close();
    }
  });

  it.each([
    ['first', ['with', 'without']],
    ['last', ['without', 'with']],
  ])('each have the spans they ask for, when the one that does starts %s', async (_, order) => {
    const applications = new Map<string, Awaited<ReturnType<typeof start>>>();
    for (const name of order) {
      const queue = `${name}-${order.indexOf(name)}`;
      applications.set(name, await start(queue, { bullmq: name === 'with' }));
    }
    const [asking, other] = [applications.get('with')!, applications.get('without')!];

    for (const { traces, mails, processed } of [asking, other]) {
      await traces.run('test', () => mails.add('welcome', {}));
      await processed;
    }

    const consumed = await asking.traces.waitForTrace(isProcessed, patient);
    expect(consumed).toMatchTrace(`
      test
        PRODUCER send ${asking.mails.name}
          CONSUMER process ${asking.mails.name}
            MailsProcessor.process
              own
    `);
    expect(asking.traces.spans()).toHaveLength(consumed.length);
    expect(other.traces.spans().filter(({ kind }) => kind !== SpanKind.INTERNAL)).toEqual([]);
    for (const { mails, testing } of [asking, other]) {
      await mails.obliterate({ force: true });
      await testing.close();
    }
  });
});
