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

  notALimit: (option: string, value: unknown, least: number) =>
    `"${option}" must be a whole number from ${least} on, or Infinity, but got ${shown(value)}.`,

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

  xraySampler: (known: readonly string[]) =>
    `OTEL_TRACES_SAMPLER=xray is not supported. Pass that sampler in code, as sampling: sampler, ` +
    `or choose one of ${known.join(', ')}.`,

  invalidJaegerArgument: (value: string) =>
    `OTEL_TRACES_SAMPLER_ARG must be a list such as endpoint=http://localhost:5778,` +
    `pollingIntervalMs=60000,initialSamplingRate=0.25 for a sampler of Jaeger, with a positive whole ` +
    `number of milliseconds and a rate from 0 to 1, but got ${shown(value)}. Any part may be left out.`,

  notASamplingUrl: (source: string, value: unknown) =>
    `"${source}" must name an http or https URL for Jaeger's sampling strategies, ` +
    `but got ${shown(value)}. For a Jaeger on this machine, write http://localhost:5778/sampling.`,

  notARate: (option: string, value: unknown) =>
    `"${option}" must be a number of traces a second from 0 on, but got ${shown(value)}. ` +
    `For one in ten seconds, write 0.1.`,

  invalidRoute: (option: string, value: unknown) =>
    `"${option}" must be a path such as '/checkout', '/orders/:id' or '/internal/*', ` +
    `but got ${shown(value)}. For anything else, write a RegExp.`,

  samplingRuleForAll: (option: string) =>
    `"${option}" must name a route, a method or a name, but names none of them. ` +
    `What is to hold for all traces stands in "sampling" itself.`,

  notAUrl: (option: string, value: unknown) =>
    `"${option}" must be an http or https URL, but got ${shown(value)}. ` +
    `For a collector on this machine, write http://localhost:4318/v1/traces.`,

  unknownExporter: (source: string, value: unknown, known: readonly string[]) =>
    `${source} must be one of ${known.map((name) => `'${name}'`).join(', ')}` +
    ` or, in code, a SpanExporter, but got ${shown(value)}.`,

  noneAmongExporters: (source: string) =>
    `${source} names 'none' beside other exporters, and spans cannot go both nowhere and there. ` +
    `Leave out 'none', or the others.`,

  noExporterNamed: (source: string) =>
    `${source} is an empty list. Name an exporter, or write 'none' for spans that go nowhere.`,

  notOneOf: (source: string, value: unknown, allowed: readonly string[]) =>
    `${source} must be one of ${allowed.map((name) => `'${name}'`).join(', ')}, but got ${shown(value)}.`,

  notAPort: (option: string, value: unknown) =>
    `"${option}" must be the number of a port, from 1 to 65535, but got ${shown(value)}.`,

  notAText: (option: string, type: string) =>
    `"${option}" must be a string, but got a value of type ${type}.`,

  notAGrpcServer: (option: string, value: unknown) =>
    `"${option}" must be an http or https URL or a host with its port, but got ${shown(value)}. ` +
    `For a collector on this machine, write http://localhost:4317.`,

  invalidHeader: (option: string, name: string, value: unknown) =>
    typeof value === 'string'
      ? `"${option}" has an entry "${printable(name)}" that cannot be a header: names are tokens of ` +
        `HTTP, and values printable ASCII without line breaks. What is in it is not shown.`
      : `"${option}" has an entry "${printable(name)}" that is not a string but ${shownType(value)}.`,

  headerUnreadable: (variable: string, place: number) =>
    `${variable} must be a list such as api-key=abc,tenant=shop, with what is not printable ASCII ` +
    `percent-encoded, but its entry number ${place} is no header. What is in it is not shown.`,

  certificateUnreadable: (source: string, file: string, reason: string) =>
    `${source} names the file "${file}", which cannot be read (${reason}). ` +
    `Give the path of a PEM file, from the working directory or absolute.`,

  certificateInvalid: (sources: readonly string[], reason: string) =>
    `${sources.join(' and ')} cannot be used for TLS (${reason}). ` +
    `Each must name a PEM file, and the key must belong to the client certificate.`,

  certificateAlone: (given: string, missing: string) =>
    `${given} is there without its counterpart: a client certificate and its key are used together. ` +
    `Give "otlp.certificates.${missing}" too, or leave out both.`,

  unknownSampler: (value: string, known: readonly string[]) =>
    `OTEL_TRACES_SAMPLER must be one of ${known.join(', ')}, but got ${shown(value)}.`,

  invalidPropagators: (value: unknown, known: readonly string[]) =>
    `"propagators" must be an array of ${quoted(known)}, or a TextMapPropagator, ` +
    `but got ${shown(value)}.`,

  unknownPropagator: (source: string, value: unknown, known: readonly string[]) =>
    `${source} must name any of ${quoted(known)}, but got ${shown(value)}. ` +
    `For another format, give a TextMapPropagator: propagators: new MyPropagator().`,

  invalidDetectors: (value: unknown, known: readonly string[]) =>
    `"resourceDetectors" must be an array of ${quoted(known)}, and of ResourceDetectors, ` +
    `but got ${shown(value)}.`,

  unknownDetector: (source: string, value: unknown, known: readonly string[]) =>
    `${source} must name any of ${quoted(known)}, but got ${shown(value)}. ` +
    `For others, such as those of a cloud, install their package and give the detector: ` +
    `resourceDetectors: ['env', awsEc2Detector].`,

  invalidResourceAttributes: () =>
    `OTEL_RESOURCE_ATTRIBUTES must be key=value pairs separated by commas, such as ` +
    `team.name=shop,cloud.region=eu, but a part of it is none. ` +
    `Write a comma in a key or value as %2C, an equals sign as %3D, and a percent sign as %25.`,

  notAlone: (source: string, name: string) =>
    `${source} names '${name}' beside others, where it stands alone. Leave out it or them.`,

  notAFlag: (variable: string, value: unknown) =>
    `nestjs-tracing: ${variable} must be true or false, but got ${shown(value)}, ` +
    `which counts as false.`,

  detectorFailed: (name: string) =>
    `nestjs-tracing: the resource detector ${name} failed, so what it finds out is missing.`,

  detectorSlow: (name: string, timeoutMs: number) =>
    `nestjs-tracing: the resource detector ${name} took longer than ${timeoutMs} ms, ` +
    `so spans go out without what it has not found out by then.`,

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

  invalidBestPractices: (value: unknown) =>
    `"bestPractices" must be true, false, or an object such as { maxSpansPerRequest: 200 }, ` +
    `but got ${shown(value)}.`,

  forRootMissing: () =>
    `TracingModule was imported without options. Write TracingModule.forRoot({ serviceName: '...' }) ` +
    `in AppModule; other modules need no import, since it is global.`,

  instrumentationMissing: (library: string, packageName: string) =>
    `nestjs-tracing: the instrumentation of "${library}" could not be loaded from ${packageName}, ` +
    `so it will have no spans. Turn it off with instrumentations: { ${library}: false }.`,

  packageMissing: (name: string, neededFor: string, reason: string) =>
    `${neededFor} needs the package "${name}", which could not be loaded (${reason}). ` +
    `Run "npm install ${name}", where there is a bundle beside it.`,

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

  noSamplingStrategy: (address: string, reason: string) =>
    `nestjs-tracing: no sampling strategy from ${address} (${reason}), so sampling stays as it is. ` +
    `It must answer over HTTP; Jaeger does so on port 5778.`,

  tracesGivenUp: (count: number) =>
    `nestjs-tracing: ${count} traces that were not sampled were given up before it was known whether ` +
    `to keep them: more work was going on than "keep" may hold, or it lasted longer than ten minutes. ` +
    `Raise keep.maxTraces or keep.maxSpans if there is memory for it.`,

  moreTracesGivenUp: (count: number, all: number) =>
    `nestjs-tracing: ${count} more traces that were not sampled were given up, ${all} in all.`,

  lostAtExit: (spans: number) =>
    `nestjs-tracing: ${spans} spans could not be delivered before the process ended. ` +
    'Is the collector reachable? Raise shutdownTimeoutMs to wait longer.',

  noApplication: () =>
    'nestjs-tracing: tracing was preloaded and no TracingModule.forRoot() has come, ' +
    'so exporter, sampler and resource are those of the OTEL_* variables.',

  noExporterForPreload: () =>
    'nestjs-tracing: tracing was preloaded, and the exporter that the OTEL_* variables ask for cannot ' +
    'be made, so spans go nowhere.',

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

/** A name that somebody else chose, for one line. */
function printable(name: string): string {
  return name.slice(0, 60).replace(/[^\x20-\x7e]/g, '?');
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
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
