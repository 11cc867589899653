import { hostname } from 'node:os';
import { NestFactory } from '@nestjs/core';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-node';
import { afterEach, describe, expect, it } from 'vitest';
import { TracingModule, runInSpan } from '../../lib/index.js';
import type { TracingModuleOptions } from '../../lib/index.js';
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
