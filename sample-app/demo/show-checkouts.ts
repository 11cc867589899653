import { awaitTrace } from './await-trace.js';
import { checkouts, sendCheckout, type Checkout } from './checkout.js';
import { chooseServers } from './choose-servers.js';
import { describeServers, describeTrace, toJson, type ReportedTrace } from './report.js';
import { announce, type Stage } from './stage.js';
import { startServices } from './start-services.js';
import { writePictures } from './waterfall/write-pictures.js';

/** The demo itself: starts the system, sends each checkout, and prints its trace. */
export async function showCheckouts(stage: Stage): Promise<void> {
  const { options, progress } = stage;
  if (!options.embedded) announce(stage, 'Looking for PostgreSQL, Redis and RabbitMQ');
  const servers = await chooseServers(options.embedded);
  await startServices(stage, servers);

  const traces: ReportedTrace[] = [];
  for (const checkout of checkouts) {
    // A picture is of a system that has run for a while, not of its first request.
    const before = options.svg ? 20 : 0;
    for (let count = 0; count < before; count++) await observe(checkout, stage);
    traces.push(await observe(checkout, stage));
  }

  progress.clear();
  if (options.svg) await writePictures(options.svg, traces);
  if (options.json) return write(toJson(servers, traces));
  for (const { title, spans } of traces) {
    write(`\n${title}\n${await describeTrace(spans, stage.jaeger)}`);
  }
  write(describeServers(servers));
}

async function observe(checkout: Checkout, stage: Stage): Promise<ReportedTrace> {
  const { title, fileName, services } = checkout;
  const { store, ending } = stage;
  announce(stage, `Sending: ${title.toLowerCase()}`);
  const known = new Set(store.all().flatMap(([span]) => (span ? [span.traceId] : [])));
  await sendCheckout(checkout);
  announce(stage, `Waiting for the spans of ${services.join(', ')}`);
  const expected = { title, services, root: 'POST /checkout', known };
  const spans = await awaitTrace(store, expected, ending.signal);
  return { title, fileName, traceId: spans[0]!.traceId, spans };
}

function write(text: string): void {
  process.stdout.write(text);
}
