import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  mebibytes,
  readCollector,
  readCompose,
  readManifests,
  seconds,
  workloadOf,
} from './support/deployment-files.js';
import type {
  LoadBalancingExporter,
  Manifest,
  OtlpExporter,
  SendingQueue,
  TailSampling,
} from './support/deployment-files.interface.js';
import { readSizing } from './support/sizing-page.js';

const oneMachine = readCollector('collector/one-machine.yaml');
const agent = readCollector('collector/agent.yaml');
const gateway = readCollector('collector/gateway.yaml');
const jaeger = readCollector('kubernetes/tracing/jaeger-config.yaml');
const loadBalancing = agent.exporters.load_balancing as LoadBalancingExporter;
const toJaeger = gateway.exporters.otlp_grpc as OtlpExporter;
const tail = gateway.processors.tail_sampling as TailSampling;

const files = [
  { file: 'one-machine.yaml', config: oneMachine },
  { file: 'agent.yaml', config: agent },
  { file: 'gateway.yaml', config: gateway },
  { file: 'jaeger-config.yaml', config: jaeger },
];

/** What a span takes in the memory of a collector, for one byte that it takes encoded: docs/sizing.md. */
const memoryOfEncoded = 4;

function memoryOf(name: string): { limit: number; goLimit: number } {
  const [container] = workloadOf('tracing', name).spec.template.spec.containers;
  const goLimit = container.env?.find((variable) => variable.name === 'GOMEMLIMIT')?.value;
  return { limit: mebibytes(container.resources.limits.memory), goLimit: mebibytes(goLimit!) };
}

function composedMemoryOf(name: string): { limit: number; goLimit: number } {
  const { mem_limit: limit, environment } = readCompose().services[name]!;
  return { limit: mebibytes(limit!), goLimit: mebibytes(environment!.GOMEMLIMIT!) };
}

function portsOf(endpoints: readonly string[]): number[] {
  return endpoints.map((endpoint) => Number(endpoint.split(':').at(-1)));
}

function serviceAt(host: string): Manifest {
  const [name, namespace] = host.split('.');
  const found = readManifests().find(
    ({ kind, metadata }) =>
      kind === 'Service' && metadata.name === name && metadata.namespace === namespace,
  );
  if (!found) throw new Error(`No service stands behind ${host}.`);
  return found;
}

describe.each(files)('$file', ({ config }) => {
  it('runs what it declares, and declares what it runs', () => {
    const { extensions, pipelines } = config.service;
    const used = (part: 'receivers' | 'processors' | 'exporters') =>
      new Set(Object.values(pipelines).flatMap((pipeline) => pipeline[part]));

    expect(new Set(extensions)).toEqual(new Set(Object.keys(config.extensions)));
    for (const part of ['receivers', 'processors', 'exporters'] as const) {
      expect(used(part)).toEqual(new Set(Object.keys(config[part])));
    }
  });

  it('limits its memory before anything else, and leaves a fifth of it', () => {
    for (const { processors } of Object.values(config.service.pipelines)) {
      expect(processors[0]).toBe('memory_limiter');
    }
    expect(config.processors.memory_limiter).toEqual({
      check_interval: '1s',
      limit_percentage: 80,
      spike_limit_percentage: 20,
    });
  });

  it('tells about itself where it is asked', () => {
    const health = config.extensions.health_check ?? config.extensions.healthcheckv2;
    const [{ pull }] = config.service.telemetry.metrics.readers as [
      (typeof config.service.telemetry.metrics.readers)[number],
    ];

    expect(JSON.stringify(health)).toContain('0.0.0.0:13133');
    expect(pull.exporter.prometheus.port).toBe(8_888);
  });
});

describe('the ways of a span', () => {
  it.each([
    { name: 'otel-agent', config: agent },
    { name: 'otel-gateway', config: gateway },
    { name: 'jaeger', config: jaeger },
  ])('end at $name at ports that its container has', ({ name, config }) => {
    const [container] = workloadOf('tracing', name).spec.template.spec.containers;
    const open = container.ports.map(({ containerPort }) => containerPort);
    const endpoints = Object.values(config.receivers.otlp!.protocols).map((one) => one.endpoint);

    expect(open).toEqual(expect.arrayContaining([...portsOf(endpoints), 13_133, 8_888]));
  });

  it('lead from the agents to every gateway, by trace', () => {
    const { hostname, ...dns } = loadBalancing.resolver.dns;
    const port = Number(dns.port);

    // The exporter takes it as a text, and no number in its place.
    expect(dns.port).toBeTypeOf('string');
    expect(loadBalancing.routing_key).toBe('traceID');
    expect(serviceAt(hostname).spec).toMatchObject({ clusterIP: 'None', ports: [{ port }] });
    expect(portsOf([gateway.receivers.otlp!.protocols.grpc!.endpoint])).toEqual([port]);
  });

  it('lead from the gateways to every Jaeger', () => {
    const [host = '', port] = toJaeger.endpoint.split(':');

    expect(serviceAt(host).spec).toMatchObject({
      clusterIP: 'None',
      ports: [{ port: Number(port) }],
    });
    expect(portsOf([jaeger.receivers.otlp!.protocols.grpc!.endpoint])).toEqual([Number(port)]);
  });

  it('wait where another gateway can take them over', () => {
    expect(loadBalancing.protocol.otlp.sending_queue.enabled).toBe(false);
    expect(loadBalancing.protocol.otlp.retry_on_failure.enabled).toBe(false);
    expect(loadBalancing.retry_on_failure.enabled).toBe(true);
  });

  it('do not flood a gateway that refuses: the exporter of agents has no pauses by default', () => {
    const { initial_interval: first, max_interval: longest } = loadBalancing.retry_on_failure;

    expect(seconds(String(first))).toBeGreaterThanOrEqual(1);
    expect(seconds(String(longest))).toBeGreaterThan(seconds(String(first)));
    expect(loadBalancing.retry_on_failure).toMatchObject({
      multiplier: expect.any(Number),
      randomization_factor: expect.any(Number),
    });
    expect(loadBalancing.sending_queue.num_consumers).toBeGreaterThan(0);
  });
});

describe('the storage of traces', () => {
  it('is searched for as long as the cleaner keeps it', () => {
    const { backends } = jaeger.extensions.jaeger_storage as {
      backends: { opensearch: { opensearch: { max_span_age: string } } };
    };
    const cleaner = readManifests().find(({ kind }) => kind === 'CronJob')!.spec as {
      jobTemplate: { spec: { template: { spec: { containers: [{ args: string[] }] } } } };
    };
    const [{ args }] = cleaner.jobTemplate.spec.template.spec.containers;

    expect(backends.opensearch.opensearch.max_span_age).toBe(`${Number(args[0]) * 24}h`);
  });
});

describe('tail sampling', () => {
  it('keeps errors, slow traces, and a share of the others', () => {
    expect(tail.policies).toEqual([
      { name: 'errors', type: 'status_code', status_code: { status_codes: ['ERROR'] } },
      { name: 'slow', type: 'latency', latency: { threshold_ms: expect.any(Number) } },
      {
        name: 'share',
        type: 'probabilistic',
        probabilistic: { sampling_percentage: expect.any(Number) },
      },
    ]);
  });

  it('waits for a slow trace, and for spans that services and agents hold', () => {
    const settings = readManifests().find(({ metadata }) => metadata.name === 'tracing-settings');
    const { OTEL_BSP_SCHEDULE_DELAY: delayMs } = settings!.data as Record<string, string>;
    const { threshold_ms: slowMs } = tail.policies[1]!.latency as { threshold_ms: number };
    const { flush_timeout: flush } = loadBalancing.sending_queue.batch;

    expect(seconds(tail.decision_wait)).toBeGreaterThan(
      2 * (slowMs / 1_000 + Number(delayMs) / 1_000 + seconds(flush)),
    );
  });

  it('remembers decisions for ten times the traces it holds', () => {
    const { sampled_cache_size: kept, non_sampled_cache_size: dropped } = tail.decision_cache;

    expect(kept).toBeGreaterThanOrEqual(10 * tail.num_traces);
    expect(dropped).toBeGreaterThanOrEqual(10 * tail.num_traces);
  });

  it('goes on until no agent sends to a gateway that is leaving', () => {
    const { containers, terminationGracePeriodSeconds: grace } = workloadOf(
      'tracing',
      'otel-gateway',
    ).spec.template.spec;
    const { seconds: preStop } = containers[0].lifecycle.preStop.sleep;
    // The longest for which resolvers of clusters keep an answer by default.
    const cached = 30;

    expect(preStop).toBeGreaterThan(cached + seconds(loadBalancing.resolver.dns.interval));
    expect(grace).toBeGreaterThan(preStop + seconds(tail.decision_wait));
  });
});

describe('the memory of a collector', () => {
  it.each([
    { name: 'otel-agent', queue: loadBalancing.sending_queue, memory: memoryOf('otel-agent') },
    { name: 'otel-gateway', queue: toJaeger.sending_queue, memory: memoryOf('otel-gateway') },
    {
      name: 'collector of compose.yml',
      queue: (oneMachine.exporters.otlp_grpc as OtlpExporter).sending_queue,
      memory: composedMemoryOf('collector'),
    },
  ])('has room for the queue of the $name', ({ queue, memory }) => {
    const full = (queue.queue_size * memoryOfEncoded) / 2 ** 20;

    expect(memory.goLimit).toBe(Math.round(memory.limit * 0.8));
    expect(queue.sizer).toBe('bytes');
    // Beyond 60 % it refuses; the other half of that is for what is not in the queue.
    expect(full).toBeLessThanOrEqual((memory.limit * 0.6) / 2);
    expectBatches(queue);
  });

  it.each([
    { name: 'the cluster', memory: memoryOf('jaeger') },
    { name: 'compose.yml', memory: composedMemoryOf('jaeger') },
  ])('is known to Go in the Jaeger of $name too', ({ memory }) => {
    expect(memory.goLimit).toBe(Math.round(memory.limit * 0.8));
  });

  it('has room for all traces that the Jaeger of compose.yml holds', () => {
    const tracesHeld = 100_000;
    const { S, B, M } = readSizing().constants as Record<'S' | 'B' | 'M', number>;

    expect((tracesHeld * S * B * M) / 2 ** 20).toBeLessThan(composedMemoryOf('jaeger').goLimit);
  });
});

/** A message of more than 4 MiB is refused by a gRPC server for good, and its spans are lost. */
function expectBatches({ batch }: SendingQueue): void {
  expect(batch.sizer ?? 'bytes').toBe('bytes');
  expect(batch.max_size).toBeGreaterThanOrEqual(batch.min_size);
  expect(batch.max_size).toBeLessThan(0.9 * 2 ** 22);
}

describe('the drawing of the tiers in docs/production.md', () => {
  it('has the components at which they divide the work', () => {
    const page = readFileSync(new URL('../../docs/production.md', import.meta.url), 'utf8');
    const [, drawing = ''] = /^```text\n(.*?)^```$/ms.exec(page) ?? [];

    const named = drawing.match(/\w+_\w+/g);

    expect(named).toEqual(['load_balancing', 'tail_sampling']);
    expect(agent.service.pipelines.traces?.exporters).toContain('load_balancing');
    expect(gateway.service.pipelines.traces?.processors).toContain('tail_sampling');
  });
});
