/** The sentences this package says, one function each: what, which value, why, what to do. */
export const messages = {
  noOptions: (value: unknown) =>
    `the options must be an object, but got ${shown(value)}. ` +
    `Return them from useFactory or createTracingOptions(); {} stands for the defaults.`,

  notAMethod: (decorator: string, member: string) =>
    `@${decorator}() goes on methods, but ${member} is none. ` +
    `For an arrow function in a property, write a method instead, or call runInSpan() inside it.`,

  notAString: (option: string, value: unknown) =>
    `"${option}" must be a non-empty string, but got ${shown(value)}.`,

  notABoolean: (option: string, value: unknown) =>
    `"${option}" must be true or false, but got ${shown(value)}.`,

  notAPositiveNumber: (option: string, value: unknown, unit: string) =>
    `"${option}" must be a positive whole number (${unit}), but got ${shown(value)}.`,

  notAWholeNumber: (variable: string, text: string, unit: string, least: number) =>
    `${variable} must be a whole number from ${least} on (${unit}), but got ${shown(text)}.`,

  notADuration: (option: string, value: unknown) =>
    `"${option}" must be a number of milliseconds from 0 on, but got ${shown(value)}.`,

  notAFunction: (option: string, value: unknown) =>
    `"${option}" must be a function, but got ${shown(value)}.`,

  notAList: (option: string, of: string, value: unknown) =>
    `"${option}" must be an array of ${of}, but got ${Array.isArray(value) ? 'one with something else in it' : shown(value)}.`,

  invalidLayers: (option: string, value: unknown, names: readonly string[]) =>
    `"${option}" must be ${names.join(', ')}, false, or an object such as { minDurationMs: 5 }, ` +
    `but got ${shown(value)}.`,

  invalidTrust: (value: unknown) =>
    `"http.trustIncomingContext" must be 'always', 'never', or a function of the request, ` +
    `but got ${shown(value)}.`,

  invalidResponseHeader: (value: unknown) =>
    `"http.traceResponseHeader" must be true, false, or the name of a header such as ` +
    `'x-trace-id', but got ${shown(value)}.`,

  invalidGraphqlDocument: (value: unknown) =>
    `"graphql.document" must be false, 'hash' or 'masked', but got ${shown(value)}.`,

  invalidMessageParent: (value: unknown) =>
    `"messaging.parent" must be 'parent' or 'link', but got ${shown(value)}.`,

  unknownEngine: (value: unknown) => `"engine" must be 'fast' or 'stock', but got ${shown(value)}.`,

  ratioOutOfRange: (option: string, value: unknown) =>
    `"${option}" must be a number from 0 to 1, but got ${shown(value)}. ` +
    `To record half of all new traces, write sampling: { ratio: 0.5 }.`,

  samplerArgumentOutOfRange: (value: string) =>
    `OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1, but got ${shown(value)}. ` +
    `To record half of all new traces, set OTEL_TRACES_SAMPLER_ARG=0.5.`,

  notAUrl: (option: string, value: unknown) =>
    `"${option}" must be an http or https URL, but got ${shown(value)}. ` +
    `For a collector on this machine, write http://localhost:4318/v1/traces.`,

  unknownExporter: (source: string, value: unknown, known: readonly string[]) =>
    `${source} must be one of ${known.map((name) => `'${name}'`).join(', ')}` +
    ` or, in code, a SpanExporter, but got ${shown(value)}.`,

  unknownSampler: (value: string, known: readonly string[]) =>
    `OTEL_TRACES_SAMPLER must be one of ${known.join(', ')}, but got ${shown(value)}.`,

  unknownDiagnosticLevel: (source: string, value: unknown, known: readonly string[]) =>
    `${source} must be one of ${known.join(', ')}, but got ${shown(value)}. ` +
    `It says how much of OpenTelemetry's own diagnostics goes to the log.`,

  batchLargerThanQueue: (batch: number, queue: number) =>
    `"batch.maxBatchSize" (${batch}) must not be larger than "batch.maxQueueSize" (${queue}).`,

  notAnObject: (option: string, value: unknown) =>
    `"${option}" must be an object, but got ${shownType(value)}.`,

  unknownOption: (option: string, known: readonly string[]) =>
    `"${option}" is not an option. Known are ${known.join(', ')}.`,

  invalidInstrumentations: (value: unknown) =>
    `"instrumentations" must be 'auto', false, an object such as { ioredis: false }, ` +
    `or an array of instrumentations, but got ${shown(value)}.`,

  forRootMissing: () =>
    `TracingModule was imported without options. Write TracingModule.forRoot({ serviceName: '...' }) ` +
    `in AppModule; other modules need no import, since it is global.`,

  instrumentationMissing: (library: string, packageName: string) =>
    `nestjs-tracing: the instrumentation of "${library}" could not be loaded from ${packageName}, ` +
    `so it will have no spans. Turn it off with instrumentations: { ${library}: false }.`,

  packageMissing: (name: string) =>
    `nestjs-tracing: "${name}" is needed for this engine or exporter, and could not be loaded. ` +
    `It comes with nestjs-tracing; if a bundler leaves it out, install it beside the bundle.`,

  notPatched: (name: string) =>
    `nestjs-tracing: "${name}" could not be patched, so it will have no spans.`,

  notLookedAt: (file: string) =>
    `nestjs-tracing: "${file}" was loaded, but could not be looked at; ` +
    `if an instrumented library is in it, it may have no spans.`,

  notADataSource: (value: unknown) =>
    `instrumentTypeOrm() takes a DataSource of TypeORM, but got ${shownKind(value)}. ` +
    `Of a repository or an entity manager, hand over the DataSource: repository.manager.connection.`,

  notARedisClient: (value: unknown) =>
    `instrumentRedis() takes a client of "ioredis" (Redis or Cluster) or of "redis" (a client, ` +
    `a pool or a cluster), but got ${shownKind(value)}. Hand over what new Redis() or createClient() gave.`,

  notRabbitMq: (value: unknown) =>
    `instrumentRabbitMq() takes a connection or a channel of "amqplib", or a connection manager or ` +
    `a channel of "amqp-connection-manager", but got ${shownKind(value)}. ` +
    `Hand over what connect() or createChannel() gave, after awaiting it.`,

  clientUnknown: (what: string, methods: readonly string[]) =>
    `nestjs-tracing: a client was handed over in which ${what} was not recognised ` +
    `(its class has no ${methods.join('(), ')}()), so a part of its work will have no spans. ` +
    `Is its version supported?`,

  connectionUnknown: () =>
    'nestjs-tracing: in a RabbitMQ client that was handed over, the connection was not recognised, ' +
    'so its messages may have no spans. Hand over its channels to instrumentRabbitMq() instead.',

  flushTimedOut: (timeoutMs: number) =>
    `nestjs-tracing: spans could not be delivered within ${timeoutMs} ms while the application closed, ` +
    `so the last ones may be missing. Is the collector reachable? Raise shutdownTimeoutMs to wait longer.`,

  noApplication: () =>
    'nestjs-tracing: tracing was preloaded and no TracingModule.forRoot() has come, ' +
    'so exporter, sampler and resource are those of the OTEL_* variables.',

  providerPresent: () =>
    'nestjs-tracing: another tracer provider is registered already, so it is used, ' +
    'and exporter, sampler and instrumentations are left to whoever registered it.',
} as const;

/** A value with its type. What may hold credentials is left out: objects, and parts of URLs. */
function shown(value: unknown): string {
  if (value === null || value === undefined) {
    return String(value);
  }
  if (typeof value === 'string') {
    const text = withoutCredentials(value);
    return `"${text.length > 60 ? `${text.slice(0, 60)}...` : text}" (string)`;
  }
  return isPrimitive(value) ? `${String(value)} (${typeof value})` : shownType(value);
}

function isPrimitive(value: unknown): value is number | boolean | bigint | symbol {
  return typeof value !== 'object' && typeof value !== 'function';
}

/** An object by the name of its class, which holds no secret as its content may. */
function shownKind(value: unknown): string {
  if (typeof value === 'function') {
    return `the function ${value.name || 'without a name'}`;
  }
  if (typeof value !== 'object' || value === null) {
    return shown(value);
  }
  const { constructor } = value;
  return typeof constructor === 'function' && constructor !== Object && constructor.name !== ''
    ? `an object of class ${constructor.name}`
    : 'an object of no class';
}

function shownType(value: unknown): string {
  return value === null ? 'null' : `a value of type ${typeof value}`;
}

/** Without the user and password of a URL, and without its query. */
function withoutCredentials(text: string): string {
  return text.replace(/^([a-z][a-z\d+.-]*:\/\/)?.*@/is, '$1...@').replace(/\?.*/s, '?...');
}
