import type { Metadata, sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import { readRequest } from '../../engine/support/otlp-messages.js';
import type { WireSpan } from '../../engine/support/otlp-messages.js';
import { grpc } from '../../support/grpc/shop.js';
import { certificate, privateKey } from './certificate.js';

export interface GrpcCollector {
  /** Host and port. */
  readonly host: string;
  readonly metadata: Metadata[];
  readonly spans: WireSpan[];
  close(): void;
}

/** A collector that speaks gRPC, over TLS with client certificates or in the clear. */
export async function startGrpcCollector(isSecure: boolean): Promise<GrpcCollector> {
  const metadata: Metadata[] = [];
  const spans: WireSpan[] = [];
  const server = new grpc.Server();
  const asIs = (bytes: Buffer) => bytes;
  const method = {
    path: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
    requestStream: false,
    responseStream: false,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  };
  server.addService(
    { Export: method },
    {
      Export: (call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) => {
        metadata.push(call.metadata);
        spans.push(...readRequest(call.request));
        answer(null, Buffer.alloc(0));
      },
    },
  );
  const pair = { cert_chain: Buffer.from(certificate), private_key: Buffer.from(privateKey) };
  const { ServerCredentials } = grpc;
  const credentials = isSecure
    ? ServerCredentials.createSsl(Buffer.from(certificate), [pair], true)
    : ServerCredentials.createInsecure();
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('localhost:0', credentials, (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { host: `localhost:${port}`, metadata, spans, close: () => server.forceShutdown() };
}
