import { BullModule, InjectQueue, OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Controller, Get, Injectable, NotFoundException, Param, Scope } from '@nestjs/common';
import type { ModuleMetadata } from '@nestjs/common';
import { getQueueToken } from '@nestjs/bullmq';
import { SpanStatusCode } from '@opentelemetry/api';
import { DelayedError, Queue } from 'bullmq';
import type { Job } from 'bullmq';
import { afterEach, expect, it } from 'vitest';
import { SkipTracing, Span, runInSpan } from '../../lib/index.js';
import type { TracingModuleOptions } from '../../lib/index.js';
import { spanTree, tree } from '../support/span-tree.js';
import { describeWith, serverUrl } from '../support/servers.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { waitFor } from '../support/wait-for.js';

const { hostname: host, port } = new URL(serverUrl('redis'));
const connection = { host, port: Number(port) || 6379 };
const prefix = `bullmq-nest-spec-${process.pid}-${Date.now()}`;

@Injectable()
class PostService {
  send(): string {
    return 'sent';
  }

  @Span('post.deliver')
  deliver(): string {
    return this.send();
  }
}

@Processor('mails', { drainDelay: 1 })
class MailsProcessor extends WorkerHost {
  constructor(private readonly post: PostService) {
    super();
  }

  override async process(job: Job, token?: string): Promise<string> {
    if (job.name === 'bad') throw new Error('no such address');
    if (job.name === 'unknown') throw new NotFoundException('no such template');
    if (job.name === 'later' && job.attemptsStarted === 1) {
      await job.moveToDelayed(Date.now() + 10, token);
      throw new DelayedError();
    }
    return this.post.deliver();
  }

  @OnWorkerEvent('completed')
  completed(): void {
    runInSpan('archive', () => undefined);
  }
}

@Processor({ name: 'mails', scope: Scope.REQUEST }, { drainDelay: 1 })
class ScopedProcessor extends WorkerHost {
  constructor(private readonly post: PostService) {
    super();
  }

  override async process(): Promise<string> {
    return this.post.deliver();
  }
}

@SkipTracing()
@Processor('mails', { drainDelay: 1 })
class SkippedProcessor extends WorkerHost {
  override async process(): Promise<void> {
    runInSpan('inner', () => undefined);
  }
}

@Controller('mails')
class MailsController {
  constructor(@InjectQueue('mails') private readonly queue: Queue) {}

  @Get(':name')
  async add(@Param('name') name: string): Promise<string | undefined> {
    return (await this.queue.add(name, {})).id;
  }
}

describeWith('redis', '@nestjs/bullmq', () => {
  let application: TracedApplication | undefined;

  afterEach(async () => {
    const queue: Queue | undefined = application?.app.get(getQueueToken('mails'));
    // A worker that is closing waits for its jobs, so the queue goes first.
    await queue?.obliterate({ force: true });
    await application?.close();
    application = undefined;
  });

  async function start(
    processor: NonNullable<ModuleMetadata['providers']>[number] | undefined,
    options: TracingModuleOptions = {},
    queue: object = {},
  ): Promise<TracedApplication> {
    application = await startTracedApplication(
      {
        imports: [
          BullModule.forRoot({ connection, prefix }),
          BullModule.registerQueue({ name: 'mails', ...queue }),
        ],
        controllers: [MailsController],
        providers: [PostService, ...(processor === undefined ? [] : [processor])],
      },
      options,
    );
    return application;
  }

  const request = async (name: string) => (await fetch(`${application!.url}/mails/${name}`)).text();

  const jobIs = async (id: string, state: string) => {
    const queue = application!.app.get<Queue>(getQueueToken('mails'));
    await waitFor(`job ${id} to be ${state}`, async () => (await queue.getJobState(id)) === state);
  };

  it('shows a job in the trace of the request that added it', async () => {
    const { treeOf } = await start(MailsProcessor);

    await request('welcome');

    expect(await treeOf(7)).toBe(
      tree(`
        SERVER GET /mails/:name
          MailsController.add
            PRODUCER send mails
              CONSUMER process mails
                MailsProcessor.process
                  post.deliver
                archive
      `),
    );
  });

  it('records an error once, and fails the attempt with it', async () => {
    const { span } = await start(MailsProcessor);

    await request('bad');

    const handler = await span('MailsProcessor.process');
    const consumer = await span('process mails');
    expect(consumer.status).toEqual({ code: SpanStatusCode.ERROR, message: 'no such address' });
    expect(consumer.attributes['error.type']).toBe('Error');
    expect([handler, consumer].map(({ events }) => events.length)).toEqual([1, 0]);
  });

  it('fails the attempt with an HTTP error too, since nobody is answered', async () => {
    const { span } = await start(MailsProcessor);

    await request('unknown');

    for (const name of ['MailsProcessor.process', 'process mails']) {
      const { status, attributes } = await span(name);
      expect(status).toEqual({ code: SpanStatusCode.ERROR, message: 'no such template' });
      expect(attributes['error.type']).toBe('NotFoundException');
    }
  });

  it('fails nothing where the job is put off', async () => {
    const { spans } = await start(MailsProcessor);

    await jobIs(await request('later'), 'completed');

    const ofAttempts = await waitFor('both attempts', () => {
      const found = spans().filter(({ name }) => name.includes('process'));
      return found.length === 4 && found;
    });
    for (const { status, events } of ofAttempts) {
      expect([status.code, events]).toEqual([SpanStatusCode.UNSET, []]);
    }
  });

  it('links jobs to whoever added them where the options say so', async () => {
    const { treeOf, span } = await start(MailsProcessor, { messaging: { parent: 'link' } });

    await request('welcome');

    expect(await treeOf(7)).toBe(
      tree(`
        CONSUMER process mails
          MailsProcessor.process
            post.deliver
          archive
        SERVER GET /mails/:name
          MailsController.add
            PRODUCER send mails
      `),
    );
    const producer = (await span('send mails')).spanContext();
    const [link] = (await span('process mails')).links;
    expect(link?.context).toMatchObject({ traceId: producer.traceId, spanId: producer.spanId });
  });

  it('shows processors made for each job', async () => {
    const { treeOf } = await start(ScopedProcessor);

    await request('welcome');

    expect(await treeOf(6)).toBe(
      tree(`
        SERVER GET /mails/:name
          MailsController.add
            PRODUCER send mails
              CONSUMER process mails
                ScopedProcessor.process
                  post.deliver
      `),
    );
  });

  it('shows processors given to the queue', async () => {
    const processor = { callback: async () => runInSpan('mail', () => 'sent'), drainDelay: 1 };
    const { treeOf } = await start(undefined, {}, { processors: [processor] });

    await request('welcome');

    expect(await treeOf(5)).toBe(
      tree(`
        SERVER GET /mails/:name
          MailsController.add
            PRODUCER send mails
              CONSUMER process mails
                mail
      `),
    );
  });

  it('shows the providers that a job calls, where they are asked for', async () => {
    const { span } = await start(MailsProcessor, {
      layers: { minDurationMs: 0, providers: true },
    });

    await request('welcome');

    const inner = await span('PostService.send');
    expect(inner.parentSpanContext?.spanId).toBe((await span('post.deliver')).spanContext().spanId);
  });

  it('leaves jobs out that a processor with @SkipTracing() handles', async () => {
    const { treeOf, spans } = await start(SkippedProcessor);

    await jobIs(await request('welcome'), 'completed');

    const request_ = tree(`
      SERVER GET /mails/:name
        MailsController.add
          PRODUCER send mails
    `);
    expect(await treeOf(3)).toBe(request_);
    expect(spanTree(spans())).toBe(request_);
  });

  it('makes no spans when it is switched off', async () => {
    const { treeOf, spans } = await start(MailsProcessor, { jobs: { bullmq: false } });

    await jobIs(await request('welcome'), 'completed');

    const expected = tree(`
      archive
      post.deliver
      SERVER GET /mails/:name
        MailsController.add
    `);
    expect(await treeOf(4)).toBe(expected);
    expect(spanTree(spans())).toBe(expected);
  });
});
