import { SpanStatusCode } from '@opentelemetry/api';
import { DelayedError, FlowProducer, Queue, QueueEvents, UnrecoverableError, Worker } from 'bullmq';
import type { Job, Processor, QueueOptions, WorkerOptions } from 'bullmq';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runInSpan } from '../../lib/index.js';
import { tree } from '../support/span-tree.js';
import { describeWith, serverUrl } from '../support/servers.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { unhandledRejectionsOf } from '../support/unhandled-rejections.js';
import { waitFor } from '../support/wait-for.js';

const { hostname: host, port } = new URL(serverUrl('redis'));
const connection = { host, port: Number(port) || 6379 };
const prefix = `bullmq-spec-${process.pid}-${Date.now()}`;

let number = 0;
let closing: (() => Promise<unknown>)[] = [];

function makeQueue(options: Partial<QueueOptions> = {}): Queue {
  number += 1;
  const queue = new Queue(`mails${number}`, { connection, prefix, ...options });
  closing.push(async () => {
    await queue.obliterate({ force: true });
    await queue.close();
  });
  return queue;
}

function work(
  { name }: Queue,
  processor: URL | ((job: Job, token?: string) => unknown),
  options: Partial<WorkerOptions> = {},
): Worker {
  const worker = new Worker(name, processor as URL | Processor, {
    connection,
    prefix,
    drainDelay: 1,
    ...options,
  });
  // The workers have to stop before their queues go.
  closing.unshift(() => worker.close());
  return worker;
}

/** The tree, with the names of queues of the file in place of those of this test. */
function plain(drawn: string): string {
  return drawn.replaceAll(/mails\d+/g, 'mails');
}

describeWith('redis', 'BullMQ', () => {
  let application: TracedApplication;

  beforeAll(async () => {
    application = await startTracedApplication({});
  });

  beforeEach(() => application.reset());

  afterEach(async () => {
    for (const close of closing) await close();
    closing = [];
  });

  afterAll(() => application.close());

  const treeOf = async (count: number) => plain(await application.treeOf(count));
  const spansNamed = (start: string) =>
    application.spans().filter(({ name }) => name.startsWith(start));
  const process = (queue: Queue) => application.span(`process ${queue.name}`);

  describe('a job', () => {
    it('is processed in the trace of whoever added it', async () => {
      const queue = makeQueue();
      work(queue, () => runInSpan('mail', () => 'sent'));

      await runInSpan('request', () => queue.add('welcome', { to: 'Ada' }));

      expect(await treeOf(4)).toBe(
        tree(`
          request
            PRODUCER send mails
              CONSUMER process mails
                mail
        `),
      );
    });

    it('tells its queue, name, id and attempt, and nothing of its data', async () => {
      const queue = makeQueue();
      work(queue, () => 'a secret result');

      const job = await queue.add('welcome', { to: 'a secret address' });

      const shared = {
        'messaging.system': 'bullmq',
        'messaging.destination.name': queue.name,
        'messaging.message.id': job.id,
        'bullmq.job.name': 'welcome',
      };
      expect((await process(queue)).attributes).toEqual({
        ...shared,
        'messaging.operation.name': 'process',
        'messaging.operation.type': 'process',
        'bullmq.job.attempts.made': 1,
      });
      expect((await application.span(`send ${queue.name}`)).attributes).toEqual({
        ...shared,
        'messaging.operation.name': 'send',
        'messaging.operation.type': 'send',
      });
    });

    it('reaches its processor as it was added', async () => {
      const queue = makeQueue();
      const data = { to: 'Ada', list: [1, null] };
      const options = { priority: 3, removeOnComplete: 10 };
      let received: Job | undefined;
      work(queue, (job) => {
        received = job;
        return { done: true };
      });

      const added = await queue.add('welcome', data, options);

      const job = await waitFor('the job', () => received);
      expect(job.data).toEqual(data);
      const { telemetry, ...others } = job.opts;
      expect(others).toMatchObject(options);
      expect(Object.keys(JSON.parse(telemetry!.metadata!) as object)).toEqual(['traceparent']);
      expect(options).toEqual({ priority: 3, removeOnComplete: 10 });
      await waitFor('the result', async () => (await added.getState()) === 'completed');
      expect((await queue.getJob(added.id!))?.returnvalue).toEqual({ done: true });
    });

    it('begins a trace where a stranger added it', async () => {
      const queue = makeQueue({ telemetry: strangeTelemetry });
      work(queue, () => 'sent');

      await runInSpan('request', () =>
        queue.add('welcome', {}, { telemetry: { omitContext: true } }),
      );

      expect(await treeOf(2)).toBe(tree('CONSUMER process mails\nrequest'));
      expect((await process(queue)).links).toEqual([]);
    });

    it('goes on with the trace that telemetry of BullMQ has begun', async () => {
      const traceId = '0af7651916cd43dd8448eb211c80319c';
      const getMetadata = () =>
        JSON.stringify({ traceparent: `00-${traceId}-b7ad6b7169203331-01` });
      const contextManager = { ...strangeTelemetry.contextManager, getMetadata };
      const queue = makeQueue({ telemetry: { ...strangeTelemetry, contextManager } });
      work(queue, () => 'sent');

      await queue.add('welcome', {});

      expect((await process(queue)).spanContext().traceId).toBe(traceId);
    });

    it('belongs to the job whose options it was given', async () => {
      const queue = makeQueue();
      const other = makeQueue();
      work(queue, ({ name, data, opts }) => other.add(name, data, opts));
      work(other, () => 'sent');

      await queue.add('welcome', {});

      expect(await treeOf(4)).toBe(
        tree(`
          PRODUCER send mails
            CONSUMER process mails
              PRODUCER send mails
                CONSUMER process mails
        `),
      );
    });

    it('begins a trace where its context cannot be read', async () => {
      const queue = makeQueue();
      work(queue, () => 'sent');

      await queue.add('welcome', {}, { telemetry: { metadata: 'something else' } });

      await application.treeOf(2);
      expect((await process(queue)).parentSpanContext).toBeUndefined();
    });

    it('fails its span, and its producer that of the call', async () => {
      const queue = makeQueue();
      const worker = work(queue, () => {
        throw new UnrecoverableError('no such address');
      });
      const failed = new Promise((resolve) =>
        worker.once('failed', (_job, error) => resolve(error)),
      );

      await queue.add('welcome', {}, { attempts: 3 });
      await expect(queue.add('welcome', {}, { jobId: '0' })).rejects.toThrow("JobId cannot be '0'");

      const { status, events, attributes } = await process(queue);
      expect(status).toEqual({ code: SpanStatusCode.ERROR, message: 'no such address' });
      expect(events.map(({ name }) => name)).toEqual(['exception']);
      expect(attributes['error.type']).toBe('UnrecoverableError');
      expect(await failed).toMatchObject({ message: 'no such address' });
      const sends = await waitFor('both producers', () => {
        const all = spansNamed('send');
        return all.length === 2 && all;
      });
      expect(sends.filter(({ status }) => status.code === SpanStatusCode.ERROR)).toHaveLength(1);
    });

    it('leaves a rejection unhandled that nobody waits for', async () => {
      const queue = makeQueue();

      const unhandled = await unhandledRejectionsOf(() => queue.add('welcome', {}, { jobId: '0' }));

      expect(unhandled).toEqual([
        expect.objectContaining({
          message: expect.stringContaining("JobId cannot be '0'") as string,
        }),
      ]);
    });

    it('has a span for each attempt', async () => {
      const queue = makeQueue();
      work(queue, ({ attemptsMade }) => {
        if (attemptsMade < 2) throw new Error(`attempt ${attemptsMade}`);
        return 'sent';
      });

      await queue.add('welcome', {}, { attempts: 3, backoff: 10 });

      expect(await treeOf(4)).toBe(
        tree(`
          PRODUCER send mails
            CONSUMER process mails
            CONSUMER process mails
            CONSUMER process mails
        `),
      );
      const attempts = spansNamed('process').map(({ attributes, status }) => [
        attributes['bullmq.job.attempts.made'],
        status.code,
      ]);
      expect(attempts).toEqual([
        [1, SpanStatusCode.ERROR],
        [2, SpanStatusCode.ERROR],
        [3, SpanStatusCode.UNSET],
      ]);
    });

    it('is no failure where its processor puts it off', async () => {
      const queue = makeQueue();
      const worker: Worker = work(queue, async (job, token) => {
        if (job.attemptsStarted === 1) {
          await job.moveToDelayed(Date.now() + 10, token);
          throw new DelayedError();
        }
        if (job.attemptsStarted === 2) {
          await queue.rateLimit(10);
          throw Worker.RateLimitError();
        }
        return worker.name;
      });

      await queue.add('welcome', {});

      await application.treeOf(4);
      const attempts = spansNamed('process');
      expect(attempts).toHaveLength(3);
      for (const { status, events } of attempts) {
        expect([status.code, events]).toEqual([SpanStatusCode.UNSET, []]);
      }
    });

    it('has the jobs it adds below it, and leaves nothing to the jobs after it', async () => {
      const queue = makeQueue();
      const other = makeQueue();
      work(queue, (job) => other.add(job.name, {}));
      work(other, () => runInSpan('mail', () => 'sent'));

      await queue.add('first', {});
      await queue.add('second', {});

      const one = `
        PRODUCER send mails
          CONSUMER process mails
            PRODUCER send mails
              CONSUMER process mails
                mail
      `;
      expect(await treeOf(10)).toBe(tree(one + one));
    });
  });

  describe('added in numbers', () => {
    it('has one producer for addBulk()', async () => {
      const queue = makeQueue();
      work(queue, () => 'sent', { concurrency: 2 });

      const jobs = await queue.addBulk([
        { name: 'one', data: {} },
        { name: 'two', data: {}, opts: { priority: 1 } },
      ]);

      expect(jobs.map(({ name }) => name)).toEqual(['one', 'two']);
      expect(await treeOf(3)).toBe(
        tree(`
          PRODUCER send mails
            CONSUMER process mails
            CONSUMER process mails
        `),
      );
      const { attributes } = await application.span(`send ${queue.name}`);
      expect(attributes['messaging.batch.message_count']).toBe(2);
    });

    it('has one producer for a flow, whose jobs are all below it', async () => {
      const parents = makeQueue();
      const children = makeQueue();
      const flows = new FlowProducer({ connection, prefix });
      closing.push(() => flows.close());
      work(parents, async (job) => Object.values(await job.getChildrenValues()));
      work(children, ({ name }) => runInSpan(name, () => name));

      await flows.add({
        name: 'sum',
        queueName: parents.name,
        children: [
          { name: 'one', queueName: children.name },
          { name: 'two', queueName: children.name, data: {}, opts: { attempts: 2 } },
        ],
      });

      expect(await treeOf(6)).toBe(
        tree(`
          PRODUCER send mails
            CONSUMER process mails
            CONSUMER process mails
              one
            CONSUMER process mails
              two
        `),
      );
      const { attributes } = await application.span(`send ${parents.name}`);
      expect(attributes).toMatchObject({
        'messaging.destination.name': parents.name,
        'messaging.batch.message_count': 3,
      });
    });

    it('has one producer for several flows', async () => {
      const queue = makeQueue();
      const flows = new FlowProducer({ connection, prefix });
      closing.push(() => flows.close());
      work(queue, () => 'sent');

      const added = await flows.addBulk([
        { name: 'one', queueName: queue.name },
        { name: 'two', queueName: queue.name },
      ]);

      expect(added.map(({ job }) => job.name)).toEqual(['one', 'two']);
      expect(await treeOf(3)).toBe(
        tree(`
          PRODUCER send mails
            CONSUMER process mails
            CONSUMER process mails
        `),
      );
    });
  });

  describe('later', () => {
    it('begins a trace linked to whoever added a delayed job', async () => {
      const queue = makeQueue();
      work(queue, () => 'sent');

      await runInSpan('request', () => queue.add('welcome', {}, { delay: 20 }));

      expect(await treeOf(3)).toBe(
        tree(`
          CONSUMER process mails
          request
            PRODUCER send mails
        `),
      );
      const { links } = await process(queue);
      const producer = await application.span(`send ${queue.name}`);
      expect(links.map(({ context }) => context.spanId)).toEqual([producer.spanContext().spanId]);
    });

    it('begins a trace for each job of a scheduler, linked to whoever made that', async () => {
      const queue = makeQueue();
      work(queue, () => runInSpan('mail', () => 'sent'));

      await runInSpan('request', () => queue.upsertJobScheduler('hourly', { every: 50, limit: 3 }));

      expect(await treeOf(8)).toBe(
        tree(`
          CONSUMER process mails
            mail
          CONSUMER process mails
            mail
          CONSUMER process mails
            mail
          request
            PRODUCER send mails
        `),
      );
      const producer = await application.span(`send ${queue.name}`);
      expect(producer.attributes['bullmq.job.name']).toBe('hourly');
      for (const { links } of spansNamed('process')) {
        expect(links.map(({ context }) => context.spanId)).toEqual([producer.spanContext().spanId]);
      }
    });
  });

  describe('a worker', () => {
    it('leaves nothing of the request it was started in', async () => {
      const queue = makeQueue();

      await runInSpan('start', async () => {
        const worker = work(queue, () => runInSpan('mail', () => 'sent'));
        await worker.waitUntilReady();
      });
      await queue.add('welcome', {});

      expect(await treeOf(4)).toBe(
        tree(`
          PRODUCER send mails
            CONSUMER process mails
              mail
          start
        `),
      );
    });

    it('tells of a job in the trace of that job, and of itself in none', async () => {
      const queue = makeQueue();
      const worker = work(queue, async (job) => {
        await job.updateProgress(50);
        if (job.name === 'bad') throw new Error('no');
        return 'sent';
      });
      for (const event of ['active', 'completed', 'failed', 'progress', 'drained'] as const) {
        worker.on(event, () => runInSpan(event, () => undefined));
      }

      await queue.add('good', {});
      await waitFor('drained', () => spansNamed('drained').length > 0);
      const good = plain(await application.treeOf(6));
      application.reset();
      await queue.add('bad', {});

      expect(good).toContain(
        'PRODUCER send mails\n  CONSUMER process mails\n    completed\n    progress',
      );
      expect(good).toMatch(/^active$/m);
      expect(good).toMatch(/^drained$/m);
      expect(await treeOf(5)).toContain(
        'PRODUCER send mails\n  CONSUMER process mails\n    failed\n    progress',
      );
    });

    it.each([false, true])('processes in a sandbox (a thread: %s)', async (useWorkerThreads) => {
      const queue = makeQueue();
      const file = new URL('./fixtures/processor.cjs', import.meta.url);
      const worker = work(queue, file, { useWorkerThreads });
      worker.on('progress', ({ name }) => runInSpan(`progress of ${name}`, () => undefined));

      await queue.add('one', {});
      await application.treeOf(3);
      await queue.add('bad', {});

      expect(await treeOf(6)).toBe(
        tree(`
          PRODUCER send mails
            CONSUMER process mails
              progress of bad
          PRODUCER send mails
            CONSUMER process mails
              progress of one
        `),
      );
      expect(spansNamed('process').map(({ status }) => status.code)).toEqual([
        SpanStatusCode.UNSET,
        SpanStatusCode.ERROR,
      ]);
    });

    it('answers whoever waits for a job', async () => {
      const queue = makeQueue();
      const events = new QueueEvents(queue.name, { connection, prefix });
      closing.unshift(() => events.close());
      await events.waitUntilReady();
      work(queue, () => 42);

      const job = await queue.add('welcome', {});

      expect(await job.waitUntilFinished(events)).toBe(42);
    });
  });

  describe('with telemetry of the user', () => {
    it('makes no spans', async () => {
      const queue = makeQueue({ telemetry: strangeTelemetry });
      const worker = work(queue, () => runInSpan('mail', () => 'sent'), {
        telemetry: strangeTelemetry,
      });
      const flows = new FlowProducer({ connection, prefix, telemetry: strangeTelemetry });
      closing.push(() => flows.close());
      const done = new Promise<void>((resolve) => worker.once('drained', resolve));

      await queue.add('welcome', {});
      await flows.add({ name: 'welcome', queueName: queue.name });

      expect(await treeOf(2)).toBe(tree('mail\nmail'));
      await done;
      expect(application.spans()).toHaveLength(2);
    });
  });
});

/** A telemetry that keeps nothing. */
const strangeSpan = {
  setSpanOnContext: (context: unknown) => context,
  setAttribute: () => undefined,
  setAttributes: () => undefined,
  addEvent: () => undefined,
  recordException: () => undefined,
  end: () => undefined,
};
const strangeTelemetry = {
  tracer: { startSpan: () => strangeSpan },
  contextManager: {
    with: (_context: unknown, work: (...args: never[]) => unknown) => work() as never,
    active: () => ({}),
    getMetadata: () => 'strange',
    fromMetadata: () => ({}),
  },
};
