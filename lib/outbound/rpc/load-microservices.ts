import { requirePeer } from '../../packages/require-peer.js';
import type { ClientLike } from './carry-context.js';

interface ClientClass {
  readonly prototype: ClientLike;
}

/** What is used of the optional peer `@nestjs/microservices`. */
export interface Microservices {
  readonly ClientProxy: { readonly prototype: object };
  readonly BaseRpcExceptionFilter: { readonly prototype: object };
  readonly ClientTCP?: ClientClass;
  readonly ClientRedis?: ClientClass;
  readonly ClientRMQ?: ClientClass;
  readonly ClientKafka?: ClientClass;
}

/** Loads `@nestjs/microservices` when the application has it, as Nest itself does when it starts. */
export function loadMicroservices(): Microservices | undefined {
  return requirePeer('@nestjs/microservices') as Microservices | undefined;
}
