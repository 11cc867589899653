import type { DataloaderInstrumentationConfig } from '@opentelemetry/instrumentation-dataloader';
import type { GraphQLInstrumentationConfig } from '@opentelemetry/instrumentation-graphql';
import type { GrpcInstrumentationConfig } from '@opentelemetry/instrumentation-grpc';
import type { KafkaJsInstrumentationConfig } from '@opentelemetry/instrumentation-kafkajs';
import type { KnexInstrumentationConfig } from '@opentelemetry/instrumentation-knex';
import type { MongoDBInstrumentationConfig } from '@opentelemetry/instrumentation-mongodb';
import type { MongooseInstrumentationConfig } from '@opentelemetry/instrumentation-mongoose';
import type { SocketIoInstrumentationConfig } from '@opentelemetry/instrumentation-socket.io';
import type { WinstonInstrumentationConfig } from '@opentelemetry/instrumentation-winston';
import { describe, expectTypeOf, it } from 'vitest';
import type { OptionalInstrumentationConfigs } from '../../lib/options/optional-instrumentations.interface.js';

/** What each package takes, by the name of its library. */
interface Upstream {
  mongodb: MongoDBInstrumentationConfig;
  mongoose: MongooseInstrumentationConfig;
  kafkajs: KafkaJsInstrumentationConfig;
  graphql: GraphQLInstrumentationConfig;
  grpc: GrpcInstrumentationConfig;
  knex: KnexInstrumentationConfig;
  'socket.io': SocketIoInstrumentationConfig;
  winston: WinstonInstrumentationConfig;
  dataloader: DataloaderInstrumentationConfig;
}

type Ours = Pick<OptionalInstrumentationConfigs, keyof Upstream>;

/** Keys of the packages that we left out on purpose, by library. */
interface LeftOut {
  winston: 'logSeverity' | 'severityMapping';
}

type MissingKeys<Library extends keyof Upstream> = Exclude<
  keyof Upstream[Library],
  keyof Ours[Library] | (Library extends keyof LeftOut ? LeftOut[Library] : never)
>;

describe('the shapes repeated from optional instrumentations', () => {
  it('are what the packages take', () => {
    expectTypeOf<Ours>().toExtend<Upstream>();
  });

  it('have every key of the packages', () => {
    expectTypeOf<{ [L in keyof Upstream]: MissingKeys<L> }[keyof Upstream]>().toBeNever();
  });
});
