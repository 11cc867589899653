import { hostname } from 'node:os';
import { NestFactory } from '@nestjs/core';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { processDetector } from '@opentelemetry/resources';
import type { ResourceDetector } from '@opentelemetry/resources';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-node';
import { afterEach, describe, expect, it } from 'vitest';
import { TracingModule, runInSpan } from '../../lib/index.js';
import type { TracingModuleOptions } from '../../lib/index.js';
import { startLoopbackServer } from '../support/loopback-server.js';
import { testEngine } from '../support/test-engine.js';
import { waitFor } from '../support/wait-for.js';

const variables = [
  'OTEL_SERVICE_NAME',
  'OTEL_RESOURCE_ATTRIBUTES',
  'NODE_ENV',
  'npm_package_version',
];
const before = new Map(variables.map((name) => [name, process.env[name]]));

afterEach(() => {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

describe('the resource of every span', () => {
  it('names service, process, host and SDK', async () => {
    const attributes = await resourceWith({
      serviceName: 'orders',
      serviceVersion: '1.2.3',
      environment: 'staging',
    });

    expect(attributes).toMatchObject({
      'service.name': 'orders',
      'service.version': '1.2.3',
      'service.instance.id': expect.stringMatching(/^[\da-f-]{36}$/),
      'deployment.environment.name': 'staging',
      'process.pid': process.pid,
      'process.runtime.name': 'nodejs',
      'process.runtime.version': process.versions.node,
      'host.name': hostname(),
      'host.arch': expect.any(String),
      'telemetry.sdk.name': 'opentelemetry',
      'telemetry.sdk.language': 'nodejs',
      'telemetry.sdk.version': expect.any(String),
    });
  });

  it('keeps the command line to itself, where passwords may stand', async () => {
    const attributes = await resourceWith({});

    expect(Object.keys(attributes)).not.toContain('process.command_args');
    expect(Object.keys(attributes)).not.toContain('process.command_line');
  });

  it('takes the name of the service from OTEL_SERVICE_NAME', async () => {
    process.env.OTEL_SERVICE_NAME = 'by-variable';
    process.env.OTEL_RESOURCE_ATTRIBUTES = 'service.name=by-attributes';

    expect(await resourceWith({})).toHaveProperty(['service.name'], 'by-variable');
  });

  it('takes attributes from OTEL_RESOURCE_ATTRIBUTES', async () => {
    process.env.OTEL_RESOURCE_ATTRIBUTES =
      'service.name=by-attributes,service.version=9,team.name=shop,team.size=3';

    expect(await resourceWith({ resourceAttributes: { 'team.size': 4 } })).toMatchObject({
      'service.name': 'by-attributes',
      'service.version': '9',
      'team.name': 'shop',
      'team.size': 4,
    });
  });

  it('puts code above the variables', async () => {
    process.env.OTEL_SERVICE_NAME = 'by-variable';
    process.env.OTEL_RESOURCE_ATTRIBUTES = 'deployment.environment.name=by-attributes';

    const options = { serviceName: 'by-code', environment: 'by-code' };

    expect(await resourceWith(options)).toMatchObject({
      'service.name': 'by-code',
      'deployment.environment.name': 'by-code',
    });
  });

  it('assumes version and environment from npm and NODE_ENV', async () => {
    process.env.npm_package_version = '3.2.1';
    process.env.NODE_ENV = 'production';

    expect(await resourceWith({})).toMatchObject({
      'service.name': 'unknown_service:node',
      'service.version': '3.2.1',
      'deployment.environment.name': 'production',
    });
  });

  it('goes without what nobody says', async () => {
    delete process.env.npm_package_version;
    delete process.env.NODE_ENV;

    const keys = Object.keys(await resourceWith({}));

    expect(keys).not.toContain('service.version');
    expect(keys).not.toContain('deployment.environment.name');
  });
});

describe('a resource detector', () => {
  it('adds what it finds out, and its command line when it is asked for by instance', async () => {
    process.env.OTEL_RESOURCE_ATTRIBUTES = 'team.name=by%20variable';
    const cloud = { detect: () => ({ attributes: { 'cloud.region': region, 'team.name': 'x' } }) };
    const region = Promise.resolve('eu');

    const attributes = await resourceWith({ resourceDetectors: ['env', processDetector, cloud] });

    expect(attributes).toMatchObject({ 'cloud.region': 'eu', 'team.name': 'by variable' });
    expect(attributes).toHaveProperty(['process.command_args']);
    expect(attributes).not.toHaveProperty(['host.name']);
  });

  it('that throws, rejects or hangs costs its attributes and nothing else', async () => {
    const told: string[] = [];
    const warn = (line: string) => void told.push(line);
    diag.setLogger(
      { error: warn, warn, info() {}, debug() {}, verbose() {} },
      { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
    );
    const collector = await startLoopbackServer();
    const tracing = TracingModule.forRoot({
      engine: testEngine,
      otlp: { url: collector.url },
      instrumentations: false,
      resourceDetectors: [new Throwing(), new Rejecting(), new Hanging(), 'process'],
      // Detectors are given 3 seconds, which on a busy machine may be many more.
      shutdownTimeoutMs: 30_000,
    });
    const root = { module: class {}, imports: [tracing] };
    const app = await NestFactory.createApplicationContext(root, { logger: false });

    runInSpan('work', () => undefined);
    await app.close();

    const sent = Buffer.concat(collector.received.map(({ body }) => body)).toString('latin1');
    await collector.close();
    diag.disable();
    expect(sent).toContain('process.pid');
    expect(sent).toContain('known.at.once');
    expect(sent).not.toContain('never.known');
    expect(told).toEqual([
      expect.stringContaining('the resource detector Throwing failed'),
      expect.stringContaining('the resource detector Rejecting failed'),
      expect.stringContaining('the resource detector Hanging took longer than 3000 ms'),
    ]);
  });
});

class Throwing implements ResourceDetector {
  detect(): never {
    throw new Error('of the detector');
  }
}

class Rejecting implements ResourceDetector {
  detect() {
    return { attributes: { 'never.known': Promise.reject(new Error('of the detector')) } };
  }
}

class Hanging implements ResourceDetector {
  detect() {
    const never = new Promise<string>(() => undefined);
    return { attributes: { 'known.at.once': 'yes', 'never.known': never } };
  }
}

async function resourceWith(options: TracingModuleOptions): Promise<Record<string, unknown>> {
  const exporter = new InMemorySpanExporter();
  const tracing = TracingModule.forRoot({ exporter, instrumentations: false, ...options });
  const root = { module: class {}, imports: [tracing] };
  const app = await NestFactory.createApplicationContext(root, { logger: false });
  runInSpan('work', () => undefined);
  const [span] = await waitFor('the span', () => {
    const spans = exporter.getFinishedSpans();
    return spans.length > 0 && spans;
  });
  await app.close();
  return span!.resource.attributes;
}
