import type { ResolvedTracingOptions } from '../../../options/resolved-options.interface.js';
import { guarded } from '../../../spans/guarded.js';
import type { Method } from '../../../spans/imitate.js';
import { quietMethod } from '../../../spans/nest-transport.js';
import { setOwnMethod } from '../../../spans/own-method.js';
import { traceGrpcHandler } from './trace-grpc-handler.js';

/** The parts of Nest's ServerGrpc by which it offers services. */
interface GrpcServer {
  createServices: Method;
  createServiceMethod: Method;
}

/**
 * Gives each call to Nest's gRPC server a SERVER span. Not by its processing hooks: that of the
 * end is told neither the call nor its status, and comes too early where a handler answers later.
 */
export function attachGrpcServer(
  target: object & Partial<GrpcServer>,
  options: ResolvedTracingOptions,
): void {
  if (isGrpcServer(target)) {
    // The instrumentation of grpc looks there for what it is to trace.
    quietMethod(target, 'createServices');
    attachMethods(target, options);
  }
}

function attachMethods(server: GrpcServer, options: ResolvedTracingOptions): void {
  const { createServiceMethod } = server;
  const create: Method = function (...args) {
    const handle = createServiceMethod.apply(this, args) as Method;
    const { path } = args[1] as { path?: unknown };
    return typeof path === 'string'
      ? (guarded('tracing a gRPC method', traceGrpcHandler, handle, path, options) ?? handle)
      : handle;
  };
  setOwnMethod(server, 'createServiceMethod', create);
}

function isGrpcServer(target: Partial<GrpcServer>): target is GrpcServer {
  return (
    typeof target.createServices === 'function' && typeof target.createServiceMethod === 'function'
  );
}
