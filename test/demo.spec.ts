import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SpanStatusCode } from '@opentelemetry/api';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TraceSpan } from '../lib/index.js';
import { DemoRun, freshPorts } from './support/demo-run.js';
import { listenOn } from './support/free-ports.js';
import { describeWith } from './support/servers.js';
import { tree } from './support/span-tree.js';
import { outlineTrace } from './support/trace-outline.js';
import { waitFor } from './support/wait-for.js';

const withinMs = 90_000;

interface DemoResult {
  realServers: string[];
  traces: { title: string; spans: TraceSpan[] }[];
}

describe('the demo with embedded servers', () => {
  const warnings = join(tmpdir(), `nestjs-tracing-${process.pid}-warnings`);
  const stock = { take: 'decrement stock', putBack: 'increment stock' };
  describeTraces(['--embedded'], [], stock, {
    DEBUG: 'True',
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(keepWarningsIn(warnings))}`,
  });

  it('has nothing to be told of how it uses traces', () => {
    const lines = readFileSync(warnings, 'utf8');
    rmSync(warnings);

    expect(lines).toContain('nestjs-tracing: orders -> otlp');
    expect(lines).not.toContain('WARN');
  });
});

describeWith(['postgres', 'redis', 'rabbitmq'], 'the demo with real servers', () => {
  const realServers = ['PostgreSQL', 'Redis', 'RabbitMQ'];
  describeTraces([], realServers, { take: 'decrby', putBack: 'incrby' });
});

describe('the pictures of README.md', () => {
  it.each(['checkout.svg', 'checkout-dark.svg'])('%s shows what the demo records', (file) => {
    expect(outlinePicture(file)).toBe(treeOfSuccess('decrby'));
  });

  it.each(['declined.svg', 'declined-dark.svg'])('%s shows it, and what failed', (file) => {
    expect(outlinePicture(file)).toBe(treeOfRefusal({ take: 'decrby', putBack: 'incrby' }));
    expect(readPicture(file).match(/aria-label="[^"]+"(?=[^\n]*✖)/g)).toEqual([
      'aria-label="gateway CLIENT POST"',
      'aria-label="orders CLIENT POST"',
    ]);
  });
});

describe('npm run demo -- --serve', { timeout: withinMs }, () => {
  it('prints the trace of a new request, and ends with code 0 on Ctrl-C', async () => {
    const { run, ports } = await serve();

    const answer = await fetch(`http://127.0.0.1:${ports.GATEWAY_PORT}/orders/1`, {
      headers: { 'x-api-key': 'demo' },
    });
    await waitFor('the new trace', () => run.stdout.includes('└─ OrdersController.findOne'));
    run.signal('SIGINT');

    expect(answer.status).toBe(200);
    expect(await run.untilEnd()).toBe(0);
    expect(run.leftProcesses()).toEqual([]);
  });

  it('names the service that dies, and ends the others', async () => {
    const { run } = await serve();

    process.kill(run.processOf('orders'), 'SIGKILL');

    expect(await run.untilEnd()).toBe(1);
    expect(run.stderr).toContain('The service orders was ended by SIGKILL');
    expect(run.leftProcesses()).toEqual([]);
  });
});

describe('a demo that cannot run', { timeout: withinMs }, () => {
  it('says in one sentence which port is taken and what to do', async () => {
    const ports = await freshPorts();
    const taken = await listenOn(Number(ports.ORDERS_PORT));

    const run = start(['--embedded'], ports);

    expect(await run.untilEnd()).toBe(1);
    expect(run.stderr.trim()).toBe(
      `Port ${ports.ORDERS_PORT}, which orders needs, is already taken: ` +
        'stop what listens there, or choose another port with ORDERS_PORT.',
    );
    taken.close();
  });

  it('says in one sentence which service died at its start', async () => {
    const dieAtOnce = `if(String(process.argv[1]).includes('/payment-provider/'))process.exit(7)`;

    const run = start(['--embedded'], {
      ...(await freshPorts()),
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(dieAtOnce)}`,
    });

    expect(await run.untilEnd()).toBe(1);
    expect(run.stderr).toContain(
      'The service payment-provider ended with code 7 and wrote nothing.',
    );
    expect(run.leftProcesses()).toEqual([]);
  });

  it('takes its services along when it is killed', async () => {
    const run = start(['--embedded'], await freshPorts());
    await waitFor('the first services', () => run.leftProcesses().length > 0, withinMs);

    run.signal('SIGKILL');
    await run.untilEnd();

    await waitFor('the end of the services', () => run.leftProcesses().length === 0);
    expect(run.leftProcesses()).toEqual([]);
  });
});

const runs: DemoRun[] = [];
afterEach(() => {
  for (const run of runs.splice(0)) run.signal('SIGTERM');
});

function start(args: readonly string[], env: NodeJS.ProcessEnv): DemoRun {
  const run = new DemoRun(args, env);
  runs.push(run);
  return run;
}

async function serve(): Promise<{ run: DemoRun; ports: Record<string, string> }> {
  const ports = await freshPorts();
  const run = start(['--embedded', '--serve'], ports);
  await waitFor('the end of the show', () => run.stdout.includes('Ctrl-C ends it'), withinMs);
  return { run, ports };
}

function describeTraces(
  args: readonly string[],
  realServers: string[],
  stock: { take: string; putBack: string },
  env: NodeJS.ProcessEnv = {},
): void {
  let result: DemoResult;
  beforeAll(async () => {
    const run = new DemoRun(['--json', ...args], { ...(await freshPorts()), ...env });
    if ((await run.untilEnd()) !== 0) throw new Error(run.stderr);
    result = JSON.parse(run.stdout) as DemoResult;
  }, withinMs);

  const spansOf = (index: number): TraceSpan[] => result.traces[index]?.spans ?? [];
  /** Without guards and pipes, which are shown when a busy machine makes them last. */
  const treeOf = (index: number): string =>
    outlineTrace(
      spansOf(index).filter(
        ({ attributes }) => !['guard', 'pipe'].includes(String(attributes['nestjs.type'])),
      ),
    );

  it('says which real servers it used', () => {
    expect(result.realServers).toEqual(realServers);
  });

  it('shows a checkout that succeeds as one tree', () => {
    expect(treeOf(0)).toBe(treeOfSuccess(stock.take));
  });

  it('shows a checkout whose payment is declined as one tree', () => {
    expect(treeOf(1)).toBe(treeOfRefusal(stock));
  });

  it('puts every span into its tree', () => {
    for (const { spans } of result.traces) {
      expect(outlineTrace(spans).split('\n')).toHaveLength(spans.length);
    }
  });

  it('marks as failed nothing of the checkout that succeeds, and the refusal of the other', () => {
    expect(failedSpans(spansOf(0))).toEqual([]);
    expect(failedSpans(spansOf(1))).toEqual(['gateway POST', 'orders POST']);
    expect(eventsOf(spansOf(1), 'payments.charge')).toEqual(['payment.declined', 'exception']);
  });

  it('records what the services say about their work, and no card', () => {
    const charge = spansOf(0).find(({ name }) => name === 'payments.charge');

    expect(charge?.attributes).toMatchObject({
      'order.id': expect.any(Number),
      'payment.amount_cents': 9_600,
    });
    expect(JSON.stringify(result.traces)).not.toMatch(/tok_/);
  });
}

/** The lines of a picture as `outlineTrace()` writes those of a trace. */
function outlinePicture(file: string): string {
  const rows = readPicture(file).matchAll(/<g data-depth="(\d+)" aria-label="([^"]+)">/g);
  return tree([...rows].map(([, depth, name]) => ' '.repeat(2 * Number(depth)) + name).join('\n'));
}

function readPicture(file: string): string {
  return readFileSync(new URL(`../docs/images/${file}`, import.meta.url), 'utf8');
}

/** For the services, whose lines the demo keeps to itself. */
function keepWarningsIn(file: string): string {
  return (
    `import{appendFileSync}from'node:fs';for(const to of[process.stdout,process.stderr]){` +
    `const{write}=to;to.write=function(text,...rest){if(String(text).includes('[TracingModule]'))` +
    `appendFileSync(${JSON.stringify(file)},text);return write.call(this,text,...rest)}}`
  );
}

function failedSpans(spans: readonly TraceSpan[]): string[] {
  return spans
    .filter(({ status }) => status.code === SpanStatusCode.ERROR)
    .map(({ serviceName, name }) => `${serviceName} ${name}`)
    .toSorted();
}

function eventsOf(spans: readonly TraceSpan[], name: string): string[] {
  return spans
    .filter((span) => span.name === name)
    .flatMap((span) => span.events.map((event) => event.name));
}

/** What a run shows, and the pictures of README.md. */
function treeOfSuccess(take: string): string {
  return tree(`
    gateway SERVER POST /checkout
      gateway INTERNAL CheckoutController.checkout
        gateway CLIENT POST
          orders SERVER POST /orders
            orders INTERNAL OrdersController.place
              orders INTERNAL orders.place
                orders CLIENT POST
                  inventory SERVER POST /stock/reserve
                    inventory INTERNAL StockController.reserve
                      inventory CLIENT ${take}
                      inventory CLIENT ${take}
                orders CLIENT save orders
                orders INTERNAL payments.charge
                  orders CLIENT POST
                orders CLIENT save orders
                orders PRODUCER send order.placed
                  notifications CONSUMER process order.placed
                    notifications INTERNAL OrderEventsController.orderPlaced
                      notifications INTERNAL MailService.confirmOrder
  `);
}

function treeOfRefusal({ take, putBack }: { take: string; putBack: string }): string {
  return tree(`
    gateway SERVER POST /checkout
      gateway INTERNAL CheckoutController.checkout
        gateway CLIENT POST
          orders SERVER POST /orders
            orders INTERNAL OrdersController.place
              orders INTERNAL orders.place
                orders CLIENT POST
                  inventory SERVER POST /stock/reserve
                    inventory INTERNAL StockController.reserve
                      inventory CLIENT ${take}
                      inventory CLIENT ${take}
                orders CLIENT save orders
                orders INTERNAL payments.charge
                  orders CLIENT POST
                orders CLIENT POST
                  inventory SERVER POST /stock/release
                    inventory INTERNAL StockController.release
                      inventory CLIENT ${putBack}
                      inventory CLIENT ${putBack}
                orders CLIENT save orders
  `);
}
