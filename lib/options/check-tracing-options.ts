import { messages } from '../errors/messages.js';
import { checkBestPractices } from './check-best-practices.js';
import { checkBatch } from './check-batch.js';
import { checkBaggage } from './check-baggage.js';
import { checkExporters } from './check-exporters.js';
import { checkHttp } from './check-http.js';
import { checkKeep } from './check-keep.js';
import { checkLayers } from './check-layers.js';
import { checkLogs } from './check-logs.js';
import { checkJobs, checkMessaging } from './check-messaging.js';
import { checkPropagators } from './check-propagators.js';
import { checkResourceDetectors } from './check-resource.js';
import { checkRedact } from './check-redact.js';
import { checkSampling } from './check-sampling.js';
import { checkSpanLimits } from './check-span-limits.js';
import { checkShutdown } from './check-shutdown.js';
import type { InstrumentedLibrary } from './instrumentations.interface.js';
import type { OptionChecks } from './option-checks.js';
import type { TracingModuleOptions } from './tracing-options.interface.js';

const OPTION_NAMES = [
  'serviceName',
  'serviceVersion',
  'environment',
  'resourceAttributes',
  'enabled',
  'exporter',
  'otlp',
  'jaeger',
  'zipkin',
  'engine',
  'sampling',
  'keep',
  'propagators',
  'baggage',
  'spanLimits',
  'redact',
  'resourceDetectors',
  'batch',
  'shutdownTimeoutMs',
  'shutdown',
  'instrumentations',
  'http',
  'graphql',
  'layers',
  'messaging',
  'jobs',
  'logs',
  'debug',
  'bestPractices',
] as const satisfies readonly (keyof TracingModuleOptions)[];

const LIBRARIES: Readonly<Record<InstrumentedLibrary, true>> = {
  http: true,
  undici: true,
  typeorm: true,
  pg: true,
  mysql2: true,
  ioredis: true,
  redis: true,
  amqplib: true,
  mongodb: true,
  mongoose: true,
  knex: true,
  kafkajs: true,
  grpc: true,
  graphql: true,
  'socket.io': true,
  pino: true,
  winston: true,
  dataloader: true,
  'lru-memoizer': true,
  'nestjs-core': true,
};

/** Looks at everything a user may have got wrong in code. */
export function checkTracingOptions(options: TracingModuleOptions, checks: OptionChecks): void {
  checks.known(options, OPTION_NAMES);
  checks.string('serviceName', options.serviceName);
  checks.string('serviceVersion', options.serviceVersion);
  checks.string('environment', options.environment);
  checks.object('resourceAttributes', options.resourceAttributes);
  checks.boolean('enabled', options.enabled);
  checks.boolean('debug', options.debug);
  checks.positive('shutdownTimeoutMs', options.shutdownTimeoutMs, 'milliseconds');
  checkShutdown(options.shutdown, checks);
  checkEngine(options.engine, checks);
  checkExporters(options, checks);
  checkSampling(options.sampling, checks);
  checkPropagators(options.propagators, checks);
  checkResourceDetectors(options.resourceDetectors, checks);
  checkBaggage(options.baggage, checks);
  checkSpanLimits(options.spanLimits, checks);
  checkRedact(options.redact, checks);
  checkKeep(options.keep, checks);
  checkBatch(options.batch, checks);
  checkInstrumentations(options.instrumentations, checks);
  checkHttp(options.http, checks);
  checkGraphql(options.graphql, checks);
  checkLayers(options.layers, checks);
  checkMessaging(options.messaging, checks);
  checkJobs(options.jobs, checks);
  checkLogs(options.logs, checks);
  checkBestPractices(options.bestPractices, checks);
}

function checkEngine(engine: unknown, checks: OptionChecks): void {
  if (engine !== undefined && engine !== 'fast' && engine !== 'stock') {
    checks.refuse('UNKNOWN_ENGINE', messages.unknownEngine(engine));
  }
}

function checkGraphql(value: TracingModuleOptions['graphql'], checks: OptionChecks): void {
  const graphql = checks.object('graphql', value);
  checks.known(graphql, ['fieldResolvers', 'document'], 'graphql.');
  checks.boolean('graphql.fieldResolvers', graphql.fieldResolvers);
  const { document } = graphql;
  if (document !== undefined && ![false, 'hash', 'masked'].includes(document)) {
    checks.refuse('INVALID_GRAPHQL_DOCUMENT', messages.invalidGraphqlDocument(document));
  }
}

function checkInstrumentations(value: unknown, checks: OptionChecks): void {
  const isObject = typeof value === 'object' && value !== null;
  if (value !== undefined && value !== 'auto' && value !== false && !isObject) {
    checks.refuse('INVALID_INSTRUMENTATIONS', messages.invalidInstrumentations(value));
  }
  if (isObject && !Array.isArray(value)) {
    checks.known(value, Object.keys(LIBRARIES), 'instrumentations.');
  }
}
