import Module = require('node:module');
import path = require('node:path');

/**
 * A bundler puts a package into the bundle when it sees its name in a `require`. It is run when it
 * is asked for, as on disk; an `import` would run all of them at the start.
 *
 * @throws Error with code MODULE_NOT_FOUND for a package that is neither in the bundle nor beside it
 */
function requirePackage(name: string): unknown {
  // Within `try` a bundler takes it that a package may be missing.
  try {
    switch (name) {
      case '@nestjs/microservices':
        return require('@nestjs/microservices');
      case '@nestjs/websockets':
        return require('@nestjs/websockets');
      case '@opentelemetry/exporter-trace-otlp-proto':
        return require('@opentelemetry/exporter-trace-otlp-proto');
      case '@opentelemetry/instrumentation':
        return require('@opentelemetry/instrumentation');
      case '@opentelemetry/instrumentation-amqplib':
        return require('@opentelemetry/instrumentation-amqplib');
      case '@opentelemetry/instrumentation-http':
        return require('@opentelemetry/instrumentation-http');
      case '@opentelemetry/instrumentation-ioredis':
        return require('@opentelemetry/instrumentation-ioredis');
      case '@opentelemetry/instrumentation-mysql2':
        return require('@opentelemetry/instrumentation-mysql2');
      case '@opentelemetry/instrumentation-pg':
        return require('@opentelemetry/instrumentation-pg');
      case '@opentelemetry/instrumentation-redis':
        return require('@opentelemetry/instrumentation-redis');
      case '@opentelemetry/instrumentation-typeorm':
        return require('@opentelemetry/instrumentation-typeorm');
      case '@opentelemetry/instrumentation-undici':
        return require('@opentelemetry/instrumentation-undici');
      case '@opentelemetry/sdk-trace-node':
        return require('@opentelemetry/sdk-trace-node');
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') {
      throw error;
    }
  }
  return requireBesideBundle(name);
}

let requireFromBundle: NodeJS.Require | undefined;

/** An optional peer may be left out of the bundle, and installed where the bundle runs. */
function requireBesideBundle(name: string): unknown {
  requireFromBundle ??= Module.createRequire(bundleFile());
  return requireFromBundle(name);
}

/** An ES module has no `__filename`, and a bundler may replace it by a path within the sources. */
function bundleFile(): string {
  return typeof __filename === 'string' && path.isAbsolute(__filename)
    ? __filename
    : (process.argv[1] ?? process.execPath);
}

export = { requirePackage };
