import { guarded } from '../../../spans/guarded.js';
import { replaceMethod } from '../../../spans/replace-method.js';
import { traceGrpcClient } from './trace-grpc-client.js';
import type { GrpcClient } from './trace-grpc-client.js';

/**
 * Gives every call through Nest's gRPC clients a CLIENT span, and the server its trace context:
 * those of `getService()`, one for each subscription, and those of `getClientByServiceName()`.
 */
export function attachGrpcClient(type: { readonly prototype: object } | undefined): void {
  if (type === undefined) {
    return;
  }
  // The one calls the other, unless the client of @grpc/grpc-js was made before we came.
  for (const name of ['createClientByServiceName', 'getClientByServiceName']) {
    replaceMethod(
      type.prototype,
      name,
      (obtain) =>
        function (...args) {
          const client = obtain.apply(this, args);
          guarded('tracing a gRPC client', traceGrpcClient, client as GrpcClient);
          return client;
        },
    );
  }
}
