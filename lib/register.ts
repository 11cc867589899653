import { resolveTracingOptions } from './options/resolve-tracing-options.js';
import { readTracingEnvironment } from './options/tracing-environment.js';
import { preloadTracing } from './sdk/start-tracing.js';
import { traceLibraries } from './traced-libraries.js';

/**
 * Starts tracing before the application is loaded: `node --import nestjs-tracing/register app.js`,
 * or `--require`, or either of them in `NODE_OPTIONS`. Hardly anybody needs it, since
 * `TracingModule.forRoot()` reaches what was loaded before it; it is for what cannot be reached any
 * more then:
 *
 * - functions taken out of their module: `import { parse } from 'graphql'`,
 *   `import { Client } from '@grpc/grpc-js'`, `const { request } = require('http')`;
 * - producers and consumers of kafkajs, and clients and servers of gRPC, made while a file is loaded;
 * - work done before `forRoot()`.
 *
 * The first `forRoot()` or `forRootAsync()` takes over: its options are in force, for the spans from
 * before as well. (These were sampled as `OTEL_TRACES_SAMPLER` says, and `engine` comes too late.)
 * In a process without one, the `OTEL_*` variables and their defaults come into force after 10
 * seconds, after 1,024 spans, or when it ends.
 *
 * There is no loader hook in it, so imports are as fast as ever, and it keeps no process alive. With
 * `OTEL_SDK_DISABLED=true`, or where another tracer provider is registered already, it does nothing.
 *
 * @throws TracingConfigurationError when an environment variable cannot be used
 */
const environment = resolveTracingOptions({}, readTracingEnvironment());

// Of Nest and rxjs nothing is loaded, since the process may be none of theirs.
if (environment.enabled) {
  traceLibraries(preloadTracing(environment), environment);
}
