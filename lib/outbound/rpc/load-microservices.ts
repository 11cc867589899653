import { requirePeer } from '../../packages/require-peer.js';

interface ClientClass {
  readonly prototype: object;
}

/** Nest's own clients that send packets; that of gRPC has methods to call instead. */
export type ClientName =
  'ClientTCP' | 'ClientRedis' | 'ClientRMQ' | 'ClientNats' | 'ClientMqtt' | 'ClientKafka';

/** What is used of the optional peer `@nestjs/microservices`. */
export interface Microservices extends Readonly<Partial<Record<ClientName, ClientClass>>> {
  readonly ClientProxy: ClientClass;
  readonly ClientGrpcProxy?: ClientClass;
  readonly BaseRpcExceptionFilter: ClientClass;
}

/** Loads `@nestjs/microservices` when the application has it, as Nest itself does when it starts. */
export function loadMicroservices(): Microservices | undefined {
  return requirePeer('@nestjs/microservices') as Microservices | undefined;
}
