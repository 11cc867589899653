import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DiagLogLevel, SpanKind, diag } from '@opentelemetry/api';
import { ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  TracingConfigurationError,
  TracingModule,
  TracingService,
  runInSpan,
} from '../../lib/index.js';
import type { OtlpOptions, TracingModuleOptions } from '../../lib/index.js';
import { readRequest } from '../engine/support/otlp-messages.js';
import { startLoopbackServer } from '../support/loopback-server.js';
import type { LoopbackServer } from '../support/loopback-server.js';
import { waitFor } from '../support/wait-for.js';
import { certificate, privateKey, writeCertificate } from './support/certificate.js';
import { startGrpcCollector } from './support/grpc-collector.js';
import { startApplication, traced } from './support/started.js';

const engines = ['fast', 'stock'] as const;
const secret = 's3cr3t-4711';

let folder: string;
let files: { cert: string; key: string };
let collector: LoopbackServer;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'exporters-'));
  files = await writeCertificate(folder);
});

afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  collector = await startLoopbackServer();
});

afterEach(async () => {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('OTEL_')) delete process.env[name];
  }
  await collector.close();
});

describe.each(engines)("the exporter 'otlp' behind the %s engine", (engine) => {
  it.each(['http/protobuf', 'http/json'])(
    'speaks %s, as the environment says',
    async (protocol) => {
      Object.assign(process.env, {
        OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/base/`,
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        OTEL_EXPORTER_OTLP_HEADERS: 'X-Tenant=a%20b,x-api-key=of-all',
        OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-api-key=of-traces',
        OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      });

      await traced({ engine, serviceName: 'orders' }, makeSpan);

      const [request] = collector.received;
      expect(request).toMatchObject({
        url: '/base/v1/traces',
        headers: { 'x-tenant': 'a b', 'x-api-key': 'of-traces', 'content-encoding': 'gzip' },
      });
      const body = gunzipSync(request!.body);
      expect(protocol === 'http/json' ? namesInJson(body) : namesInProtobuf(body)).toEqual([
        'work',
      ]);
    },
  );

  it.each(['http/protobuf', 'http/json'] as const)(
    'puts code above the environment over %s',
    async (protocol) => {
      const nobody = 'http://127.0.0.1:9';
      Object.assign(process.env, {
        OTEL_EXPORTER_OTLP_ENDPOINT: nobody,
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: nobody,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
        OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
        OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'X-Api-Key=of-variables',
      });
      const headers = { 'x-api-key': 'of-code' };
      const otlp: OtlpOptions = { url: collector.url, protocol, headers, compression: 'none' };

      await traced({ engine, otlp }, makeSpan);

      const [request] = collector.received;
      expect(request?.headers).toMatchObject(headers);
      expect(request?.headers).not.toHaveProperty('content-encoding');
    },
  );

  it('speaks gRPC, with headers as metadata and code above the environment', async () => {
    const server = await startGrpcCollector(false);
    Object.assign(process.env, {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://127.0.0.1:9',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_HEADERS: 'tenant=a%20b,api-key=of-variables',
    });
    const otlp = { url: `http://${server.host}`, headers: { 'Api-Key': 'of-code' } };

    await traced({ engine, otlp }, makeSpan);

    expect(server.spans.map(({ name }) => name)).toEqual(['work']);
    expect(server.metadata[0]?.getMap()).toMatchObject({ tenant: 'a b', 'api-key': 'of-code' });
    server.close();
  });

  it('reaches a gRPC server without a scheme in the clear where a variable says so', async () => {
    const server = await startGrpcCollector(false);
    Object.assign(process.env, {
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: server.host,
      OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_INSECURE: 'True',
    });

    await traced({ engine }, makeSpan);

    expect(server.spans).toHaveLength(1);
    server.close();
  });

  it.each(['http/protobuf', 'http/json'] as const)(
    'shows its certificate over %s, and trusts that of the server',
    async (protocol) => {
      const server = await startSecureCollector();
      const { cert, key } = files;
      // Files in code stand above those of the environment, which nobody reads then.
      process.env.OTEL_EXPORTER_OTLP_CERTIFICATE = '/nowhere.pem';
      const otlp = { url: server.url, protocol, certificates: { ca: cert, cert, key } };

      await traced({ engine, otlp }, makeSpan);

      expect(server.clients).toEqual(['localhost']);
      server.close();
    },
  );

  it('does so over gRPC, with files named by variables', async () => {
    const server = await startGrpcCollector(true);
    Object.assign(process.env, {
      OTEL_EXPORTER_OTLP_ENDPOINT: server.host,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_CERTIFICATE: files.cert,
      OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE: files.cert,
      OTEL_EXPORTER_OTLP_CLIENT_KEY: files.key,
    });

    await traced({ engine }, makeSpan);

    expect(server.spans).toHaveLength(1);
    server.close();
  });

  it('refuses a certificate that cannot be read or used, while the application starts', async () => {
    const { cert, key } = files;
    const empty = path.join(folder, 'empty.pem');
    await writeFile(empty, 'no PEM');
    const refusal = (certificates: object) =>
      refusalOf({ engine, otlp: { url: 'https://localhost:1', certificates } });
    process.env.OTEL_EXPORTER_OTLP_CLIENT_KEY = '/nowhere/key.pem';

    expect(refusal({ ca: empty, cert }).message).toContain(
      'OTEL_EXPORTER_OTLP_CLIENT_KEY names the file "/nowhere/key.pem", which cannot be read (ENOENT)',
    );
    delete process.env.OTEL_EXPORTER_OTLP_CLIENT_KEY;
    expect(refusal({ ca: '/nowhere.pem' }).message).toContain(
      '"otlp.certificates.ca" names the file',
    );
    expect(refusal({ cert }).code).toBe('CERTIFICATE_ALONE');
    expect(refusal({ key }).message).toContain('Give "otlp.certificates.cert" too');
    expect(refusal({ cert: empty, key }).code).toBe('CERTIFICATE_INVALID');
    expect(refusal({ ca: empty }).code).toBe('CERTIFICATE_INVALID');
  });

  it('obeys OTEL_BSP_*: full batches leave at once, the rest after the delay', async () => {
    process.env.OTEL_BSP_MAX_EXPORT_BATCH_SIZE = '2';
    process.env.OTEL_BSP_SCHEDULE_DELAY = '50';
    const app = await startApplication({ engine, otlp: { url: collector.url } });

    makeSpan();
    makeSpan();
    makeSpan();

    await waitFor('two batches', () => collector.received.length === 2);
    const sizes = collector.received.map(({ body }) => namesInProtobuf(body).length);
    expect(sizes).toEqual([2, 1]);
    await app.close();
  });

  it('obeys OTEL_BSP_MAX_QUEUE_SIZE: drops what is more, and says so', async () => {
    process.env.OTEL_BSP_MAX_QUEUE_SIZE = '4';
    const diagnostics = listenToDiag(DiagLogLevel.DEBUG);

    await traced({ engine, otlp: { url: collector.url } }, () => {
      // The stock processor takes a full batch out of its queue at once.
      for (let number = 0; number < 9; number += 1) makeSpan();
    });

    const delivered = collector.received.flatMap(({ body }) => namesInProtobuf(body)).length;
    expect(delivered).toBe(engine === 'stock' ? 8 : 4);
    expect(diagnostics()).toMatch(/dropped: no more can wait .*4 spans or|dropping spans/);
  });

  it('obeys OTEL_BSP_EXPORT_TIMEOUT: gives up a request that hangs, and sends the next', async () => {
    process.env.OTEL_BSP_EXPORT_TIMEOUT = '100';
    let requests = 0;
    const server = await startLoopbackServer((_, response) => {
      requests += 1;
      if (requests > 1) response.end();
    });
    const batch = { maxBatchSize: 1 };
    const app = await startApplication({ engine, otlp: { url: server.url }, batch });

    makeSpan();
    await waitFor('the first batch', () => requests === 1);
    const before = performance.now();
    await app.get(TracingService).flush();
    makeSpan();
    await waitFor('the next request', () => requests >= 2);

    expect(performance.now() - before).toBeLessThan(4_500);
    await app.close();
    await server.close();
  });
});

describe.each(engines)("the exporter 'zipkin' behind the %s engine", (engine) => {
  it('sends JSON to the URL of the code rather than of the environment', async () => {
    process.env.OTEL_EXPORTER_ZIPKIN_ENDPOINT = 'http://127.0.0.1:9';
    const zipkin = { url: `${collector.url}/api/v2/spans`, headers: { 'x-api-key': 'k' } };

    await traced({ engine, exporter: 'zipkin', zipkin, serviceName: 'orders' }, makeTrace);

    const [request] = collector.received;
    expect(request).toMatchObject({ url: '/api/v2/spans', headers: { 'x-api-key': 'k' } });
    const spans = JSON.parse(request!.body.toString()) as Record<string, unknown>[];
    const outer = spans.find(({ name }) => name === 'outer');
    expect(outer).toMatchObject({
      kind: 'SERVER',
      localEndpoint: { serviceName: 'orders' },
      tags: { 'order.id': '7', 'service.name': 'orders' },
    });
    expect(spans.find(({ name }) => name === 'inner')).toMatchObject({
      traceId: outer?.traceId,
      parentId: outer?.id,
      tags: { 'otel.status_code': 'ERROR', error: 'broken' },
      annotations: [{ value: 'exception', timestamp: expect.any(Number) as number }],
      duration: expect.any(Number) as number,
    });
  });

  it('finds its server by a variable', async () => {
    process.env.OTEL_EXPORTER_ZIPKIN_ENDPOINT = `${collector.url}/from/variable`;
    process.env.OTEL_TRACES_EXPORTER = 'zipkin';

    await traced({ engine }, makeSpan);

    expect(collector.received.map(({ url }) => url)).toEqual(['/from/variable']);
  });
});

describe.each(engines)('several exporters behind the %s engine', (engine) => {
  it('each get every span, by names and as instances', async () => {
    const own = new KeepingExporter();
    const exporter = ['otlp', 'zipkin', own, 'memory', own] as const;
    const options: TracingModuleOptions = {
      engine,
      exporter,
      otlp: { url: `${collector.url}/otlp` },
      zipkin: { url: `${collector.url}/zipkin` },
    };
    const app = await startApplication(options);
    makeSpan();
    const inMemory = app.get(TracingService).finishedSpans();
    await app.close();

    expect(collector.received.map(({ url }) => url).toSorted()).toEqual(['/otlp', '/zipkin']);
    expect(own.names).toEqual(['work']);
    expect(inMemory.map(({ name }) => name)).toEqual(['work']);
  });

  it('do not wait for one that hangs or fails, also when they are flushed', async () => {
    const own = new KeepingExporter();
    const options: TracingModuleOptions = {
      engine,
      exporter: [new HangingExporter(), new FailingExporter(), 'otlp', own],
      otlp: { url: collector.url },
      batch: { intervalMs: 20, maxBatchSize: 1 },
      // All of it passes, since one hangs; the others must be done by then on a busy machine too.
      shutdownTimeoutMs: 3_000,
    };
    const app = await startApplication(options);

    makeSpan();
    await waitFor('the spans', () => collector.received.length === 1 && own.names.length === 1);
    makeSpan();
    await app.close();

    expect(collector.received).toHaveLength(2);
    expect(own.names).toEqual(['work', 'work']);
  });
});

describe.each(engines)('credentials of exporters behind the %s engine', (engine) => {
  it('are in no report, no error and no line of diag, when everything goes wrong', async () => {
    const [, port] = collector.url.split('127.0.0.1:');
    await collector.close();
    collector = await startLoopbackServer((_, response) => response.writeHead(401).end());
    const gone = `ada:${secret}@127.0.0.1:${port}`;
    const refusing = collector.url.replace('://', `://ada:${secret}@`);
    const headers = { 'x-api-key': secret, authorization: `Bearer ${secret}` };
    const addresses = [
      { address: `http://${gone}`, withinMs: 200 },
      // It answers at once, and must be heard on a busy machine too.
      { address: refusing, withinMs: 1_000 },
    ];
    const diagnostics = listenToDiag(DiagLogLevel.ALL);

    for (const { address, withinMs } of addresses) {
      for (const protocol of ['http/protobuf', 'http/json', 'grpc'] as const) {
        const app = await startApplication({
          engine,
          exporter: ['otlp', 'jaeger', 'zipkin'],
          otlp: { url: `${address}?key=${secret}`, protocol, headers, timeoutMs: withinMs },
          jaeger: { endpoint: `${address}?key=${secret}`, username: 'ada', password: secret },
          zipkin: { url: `${address}?key=${secret}`, headers },
          batch: { exportTimeoutMs: withinMs },
          shutdownTimeoutMs: 2 * withinMs,
        });
        makeSpan();
        const report = JSON.stringify(app.get(TracingService).diagnostics());
        expect(report).toContain('127.0.0.1');
        expect(report).not.toContain(secret);
        await app.close();
      }
    }

    const lines = diagnostics();
    expect(lines).toContain('401');
    expect(lines).not.toContain(secret);
    expect(lines).not.toContain(Buffer.from(`ada:${secret}`).toString('base64'));
  });
});

function makeSpan(): void {
  runInSpan('work', () => undefined);
}

function makeTrace(): void {
  runInSpan('outer', { kind: SpanKind.SERVER, attributes: { 'order.id': 7 } }, () => {
    try {
      runInSpan('inner', () => {
        throw new Error('broken');
      });
    } catch {
      // It is on the span.
    }
  });
}

function namesInProtobuf(body: Buffer): string[] {
  return readRequest(body).map(({ name }) => name);
}

function namesInJson(body: Buffer): string[] {
  const { resourceSpans } = JSON.parse(body.toString()) as {
    resourceSpans: { scopeSpans: { spans: { name: string }[] }[] }[];
  };
  return resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name)),
  );
}

function refusalOf(options: TracingModuleOptions): TracingConfigurationError {
  try {
    TracingModule.forRoot({ instrumentations: false, ...options });
  } catch (error) {
    if (error instanceof TracingConfigurationError) return error;
    throw error;
  }
  throw new Error('The options were not refused.');
}

/** A collector that takes nobody without a certificate, and notes whose it was. */
async function startSecureCollector() {
  const clients: string[] = [];
  const options = { cert: certificate, key: privateKey, ca: certificate, requestCert: true };
  const server = createServer(options, (request, response) => {
    const { subject } = (request.socket as import('node:tls').TLSSocket).getPeerCertificate();
    clients.push(String(subject.CN));
    request.resume().on('end', () => response.end());
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `https://localhost:${port}/v1/traces`, clients, close };
}

function listenToDiag(logLevel: DiagLogLevel): () => string {
  const lines: string[] = [];
  const note = (...parts: unknown[]) => lines.push(parts.map(shownWhole).join(' '));
  const logger = { error: note, warn: note, info: note, debug: note, verbose: note };
  diag.setLogger(logger, { logLevel, suppressOverrideMessage: true });
  return () => {
    diag.disable();
    return lines.join('\n');
  };
}

/** Also the fields of an error, which a logger may print. */
function shownWhole(part: unknown): string {
  return part instanceof Error
    ? `${part.stack} ${JSON.stringify(part, Object.getOwnPropertyNames(part))}`
    : typeof part === 'string'
      ? part
      : JSON.stringify(part);
}

class KeepingExporter implements SpanExporter {
  readonly names: string[] = [];

  export(spans: ReadableSpan[], onResult: Parameters<SpanExporter['export']>[1]): void {
    this.names.push(...spans.map(({ name }) => name));
    onResult({ code: ExportResultCode.SUCCESS });
  }

  async shutdown(): Promise<void> {}
}

class HangingExporter extends KeepingExporter {
  override export(): void {}

  async forceFlush(): Promise<void> {
    await new Promise(() => {});
  }
}

class FailingExporter extends KeepingExporter {
  override export(_: ReadableSpan[], onResult: Parameters<SpanExporter['export']>[1]): void {
    onResult({ code: ExportResultCode.FAILED, error: new Error('no') });
  }
}
