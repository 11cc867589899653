import type { INestApplication, NestApplicationOptions, Type } from '@nestjs/common';

/** A request as it goes over the wire, but for what every request has. */
export interface RawRequest {
  /** Method and target: `GET /orders?page=2`. */
  readonly line: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Leave when the answer has come as far as this text, instead of when the server ends it. */
  readonly until?: string;
  /** Sent in the same packet, on the same connection. */
  readonly followedBy?: RawRequest;
}

/** An application, and requests that show how Nest behaves in it. */
export interface Behaviours {
  readonly name: string;
  readonly module: Type;
  readonly options?: NestApplicationOptions;
  /** What `main.ts` does with an application before it listens. */
  readonly prepare?: (app: INestApplication) => void;
  /** By what each shows. */
  readonly requests: Readonly<Record<string, RawRequest>>;
}
