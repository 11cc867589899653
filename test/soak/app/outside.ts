import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { countSpans } from './count-spans.js';

// What is outside of the measured process, in a process of its own: those who ask, and the collector.

/** Told to this process. */
export type Order =
  | {
      readonly do: 'load';
      readonly url: string;
      readonly paths: readonly string[];
      readonly rate: number;
    }
  | { readonly do: 'rest' }
  | { readonly do: 'collect'; readonly isUp: boolean };

/** What has been seen since the load began. */
export interface Seen {
  readonly answered: number;
  readonly failed: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Since the beginning. */
  readonly spans: number;
  readonly port: number;
}

const TICK_MS = 10;
const MOST_AT_ONCE = 128;
const agent = new http.Agent({ keepAlive: true, maxSockets: MOST_AT_ONCE });

let load: NodeJS.Timeout | undefined;
let latencies: number[] = [];
let failed = 0;
let atOnce = 0;
let spans = 0;
let collector: http.Server | undefined;
let port = 0;

function ask(url: string): void {
  const isAborted = url.endsWith('/slow');
  const since = performance.now();
  atOnce += 1;
  const request = http.get(url, { agent }, (response) => {
    response.resume().on('end', () => {
      latencies.push(performance.now() - since);
      if ((response.statusCode === 500) !== url.endsWith('/error')) failed += 1;
    });
  });
  request.on('error', () => (failed += isAborted ? 0 : 1)).on('close', () => (atOnce -= 1));
  if (isAborted) setTimeout(() => request.destroy(), 5);
}

function startLoad({ url, paths, rate }: Extract<Order, { do: 'load' }>): void {
  [latencies, failed] = [[], 0];
  const since = performance.now();
  let asked = 0;
  load = setInterval(() => {
    const due = ((performance.now() - since) / 1_000) * rate;
    for (; asked < due; asked += 1) {
      if (atOnce < MOST_AT_ONCE) ask(url + paths[asked % paths.length]!);
    }
  }, TICK_MS);
}

async function rest(): Promise<void> {
  clearInterval(load);
  const isIdle = (): boolean => atOnce === 0;
  while (!isIdle()) await pause(TICK_MS);
}

async function collect(isUp: boolean): Promise<void> {
  if (!isUp) {
    collector?.close();
    collector?.closeAllConnections();
    return;
  }
  collector = http.createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      spans += countSpans(Buffer.concat(parts));
      response.end();
    });
  });
  collector.listen(port, '127.0.0.1');
  await once(collector, 'listening');
  ({ port } = collector.address() as AddressInfo);
}

function seen(): Seen {
  const sorted = latencies.toSorted((a, b) => a - b);
  const quantile = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0;
  return {
    answered: sorted.length,
    failed,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    spans,
    port,
  };
}

process.on('message', (order: Order) => {
  const done = {
    load: () => startLoad(order as Extract<Order, { do: 'load' }>),
    rest,
    collect: () => collect((order as Extract<Order, { do: 'collect' }>).isUp),
  };
  void Promise.resolve(done[order.do]()).then(() => process.send?.(seen()));
});
process.on('disconnect', () => process.exit());
