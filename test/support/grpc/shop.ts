import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Client, Metadata, Server } from '@grpc/grpc-js';
import { Transport } from '@nestjs/microservices';
import type { GrpcOptions } from '@nestjs/microservices';
import { loadSync } from '@grpc/proto-loader';
import { findFreePorts } from '../free-ports.js';

export interface Order {
  readonly id: string;
}

/** As a module that is `require`d, which is how Nest has it. */
export const grpc = createRequire(import.meta.url)(
  '@grpc/grpc-js',
) as typeof import('@grpc/grpc-js');

const protoPath = fileURLToPath(new URL('shop.proto', import.meta.url));

/** Options of a server and of its clients, on a free port. */
export async function shopOptions(): Promise<GrpcOptions> {
  const [port] = await findFreePorts(1);
  return {
    transport: Transport.GRPC,
    options: { url: `127.0.0.1:${port}`, package: 'shop.v1', protoPath },
  };
}

export type PlainService = new (url: string, credentials: unknown) => Client;

/** The services as @grpc/grpc-js itself makes them, now: for those who do without Nest. */
export function plainServices(): Record<'Orders' | 'RawOrders' | 'Edges', PlainService> {
  const { shop } = grpc.loadPackageDefinition(loadSync(protoPath)) as unknown as {
    shop: { v1: Record<'Orders' | 'RawOrders' | 'Edges', PlainService> };
  };
  return shop.v1;
}

/** A client without Nest; its methods are those of the service. */
export function plainClient<C>(service: keyof ReturnType<typeof plainServices>, url: string): C {
  const Service = plainServices()[service];
  return new Service(url, grpc.credentials.createInsecure()) as C;
}

/** A server without Nest that answers what it is asked. @returns how to close it */
export async function plainServer(url: string, methods: object): Promise<() => void> {
  const { service } = plainServices().Orders as unknown as {
    service: Parameters<Server['addService']>[0];
  };
  const server = new grpc.Server();
  server.addService(service, methods as Parameters<Server['addService']>[1]);
  await new Promise<void>((resolve, reject) => {
    server.bindAsync(url, grpc.ServerCredentials.createInsecure(), (error) =>
      error === null ? resolve() : reject(error),
    );
  });
  return () => server.forceShutdown();
}

export function metadataOf(entries: Record<string, string | Buffer> = {}): Metadata {
  const metadata = new grpc.Metadata();
  for (const [key, value] of Object.entries(entries)) {
    metadata.set(key, value);
  }
  return metadata;
}
