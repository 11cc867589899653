import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Collector } from '../engine/support/collector.js';
import type { WireSpan } from '../engine/support/otlp-messages.js';
import { findFreePorts } from '../support/free-ports.js';
import { describeWith, serverUrl } from '../support/servers.js';
import { waitFor } from '../support/wait-for.js';
import { CheckoutLoad } from './support/checkout-load.js';
import { RunningPod, type Cluster } from './support/running-pod.js';
import { jaegerDocument } from './support/jaeger-document.js';
import { readSizing } from './support/sizing-page.js';

const connections = 8;
const withinMs = 90_000;
const { constants } = readSizing();
const tracedServices = ['gateway', 'inventory', 'notifications', 'orders'];
const names = ['payment-provider', ...tracedServices];

describeWith(
  ['postgres', 'redis', 'rabbitmq'],
  'the system of the manifests, told to end under load',
  () => {
    const pods: RunningPod[] = [];
    const ends: Record<string, object> = {};
    let collector: Collector;
    let load: CheckoutLoad;
    let inHand: number;
    let gatewayTook: number;
    let commanded: Response;

    beforeAll(async () => {
      collector = await Collector.start();
      const { cluster, portOfPod } = await clusterFor(collector);
      pods.push(...names.map((name) => new RunningPod(name, portOfPod[name]!, cluster)));
      await Promise.all(pods.map((pod) => pod.untilReady()));

      commanded = await fetch(`http://127.0.0.1:${portOfPod.gateway}/test`, { method: 'POST' });
      load = new CheckoutLoad(
        `http://127.0.0.1:${portOfPod.gateway}/checkout`,
        'secret',
        connections,
      );
      await waitFor('some checkouts', () => load.answers.size > 60, withinMs);
      load.stop();
      inHand = load.answers.size;
      const begun = performance.now();
      ends.gateway = await podOf('gateway').terminate();
      gatewayTook = performance.now() - begun;
      await load.ended();
      // An event is in the broker before its checkout is answered, and handled at once.
      await waitFor('the last mails', () => sent('MailService.confirmOrder') >= load.answers.size);
      const others = tracedServices.filter((name) => name !== 'gateway');
      await Promise.all(others.map(async (name) => (ends[name] = await podOf(name).terminate())));
    }, withinMs);

    afterAll(async () => {
      for (const pod of pods) pod.kill();
      await collector?.stop();
    });

    const podOf = (name: string) => pods.find((pod) => pod.name === name)!;
    const sent = (name: string) => collector.spans().filter((span) => span.name === name).length;

    it('answers the checkouts in hand', () => {
      expect(load.answers.size).toBe(inHand + connections);
      expect(new Set(load.answers.values())).toEqual(new Set([201]));
    });

    it('delivers every span of every checkout', () => {
      const spans = collector.spans();

      for (const traceId of load.answers.keys()) {
        expect(shapeOf(spans.filter((span) => span.traceId === traceId))).toEqual({
          services: tracedServices,
          orphans: [],
          spans: constants.S,
        });
      }
    });

    it('makes no calls that a stranger asks for', () => {
      expect(commanded.status).toBe(404);
    });

    it('has no spans of probes', () => {
      expect(collector.spans().filter(({ name }) => name.includes('health'))).toEqual([]);
    });

    it('ends each service by the signal, the gateway long before its time is over', () => {
      const bySigterm = { code: null, signal: 'SIGTERM' };

      expect(ends).toEqual(Object.fromEntries(tracedServices.map((name) => [name, bySigterm])));
      expect(gatewayTook).toBeLessThan(10_000);
    });

    it('says on each span which pod it came from', () => {
      const [{ resource }] = collector.spans() as [WireSpan];

      expect(textIn(resource, 'service.version')).toBe('1.0.0');
      expect(textIn(resource, 'k8s.namespace.name')).toBe('shop');
      expect(textIn(resource, 'k8s.pod.name')).toBe('the metadata.name');
      expect(textIn(resource, 'k8s.node.name')).toBe('the spec.nodeName');
    });

    it('makes spans of the size that docs/sizing.md reckons with', () => {
      const spans = collector.spans();
      const bodies = collector.taken.map(({ body }) => body);
      const documents = spans.map((span) => Buffer.from(JSON.stringify(jaegerDocument(span))));
      const perSpan = (buffers: readonly Buffer[]) =>
        Math.round(buffers.reduce((sum, { length }) => sum + length, 0) / spans.length);

      const measured = {
        B: perSpan(bodies),
        // One after the other, requests are one request: a batch as an agent under load makes it.
        Z: perSpan([gzipSync(Buffer.concat(bodies))]),
        J: perSpan(documents),
      };

      for (const [name, bytes] of Object.entries(measured)) {
        expect(Math.abs(bytes / constants[name]! - 1), `${name}: ${bytes}`).toBeLessThan(0.15);
      }
    });
  },
);

/** Guards, pipes and interceptors show when a busy machine makes them last. */
const isOccasional = ({ attributes }: WireSpan) =>
  ['guard', 'pipe', 'interceptor'].includes(textIn(attributes, 'nestjs.type'));

function textIn(attributes: Readonly<Record<string, unknown>>, key: string): string {
  return String((attributes[key] as { stringValue?: string } | undefined)?.stringValue);
}

/** Whose parent did not arrive; that of the first span is the client. */
function shapeOf(trace: readonly WireSpan[]) {
  const known = new Set(trace.map(({ spanId }) => spanId));
  const orphans = trace.filter(
    ({ name, parentSpanId }) => name !== 'POST /checkout' && !known.has(parentSpanId),
  );
  return {
    services: [
      ...new Set(trace.map(({ resource }) => textIn(resource, 'service.name'))),
    ].toSorted(),
    orphans: orphans.map(({ name }) => name),
    spans: trace.filter((span) => !isOccasional(span)).length,
  };
}

async function clusterFor(collector: Collector): Promise<{
  cluster: Cluster;
  portOfPod: Record<string, string>;
}> {
  const ports = await findFreePorts(6);
  const [gateway, orders, inventory, payments, events, health] = ports.map(String) as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  return {
    portOfPod: { gateway, orders, inventory, 'payment-provider': payments, notifications: health },
    cluster: {
      ports: {
        GATEWAY_PORT: gateway,
        ORDERS_PORT: orders,
        INVENTORY_PORT: inventory,
        PAYMENT_PROVIDER_PORT: payments,
        NOTIFICATIONS_PORT: events,
      },
      secrets: {
        API_KEY: 'secret',
        DATABASE_URL: serverUrl('postgres'),
        REDIS_URL: serverUrl('redis'),
        RABBITMQ_URL: serverUrl('rabbitmq'),
      },
      addresses: new Map([
        ['http://orders:3001', `http://127.0.0.1:${orders}`],
        ['http://inventory:3002', `http://127.0.0.1:${inventory}`],
        ['http://payment-provider:3004', `http://127.0.0.1:${payments}`],
        ['3006', health],
        ['http://otel-agent.tracing.svc.cluster.local:4318', new URL(collector.url).origin],
      ]),
    },
  };
}
