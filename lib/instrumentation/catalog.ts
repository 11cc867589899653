import type { TracerProvider } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { adaptAmqplib } from './amqp/adapt-amqplib.js';
import { amqpTracers } from './amqp/amqp-tracers.js';
import { attachConnectionManager } from './amqp/attach-connection-manager.js';
import { attachBullMq } from './bullmq/attach-bullmq.js';
import {
  configureGraphql,
  configureHttp,
  configureMysql2,
  configurePg,
  configureQuietly,
  configureRedis,
  configureUndici,
  configureWinston,
} from './configure-libraries.js';
import { adaptMongoose } from './fold/adapt-mongoose.js';
import { adaptGrpc } from './grpc/adapt-grpc.js';
import { dataloaderTracers } from './fold/fold-loads.js';
import { graphqlTracers } from './graphql-spans.js';
import type { InstrumentationClass } from './instrumentation-class.interface.js';
import { adaptIoredis } from './ioredis/adapt-ioredis.js';
import { adaptKafkaJs } from './kafka/adapt-kafkajs.js';
import { kafkaTracers } from './kafka/kafka-tracers.js';
import { keepPoolContext } from './keep-pool-context.js';
import { adaptKnex } from './knex/adapt-knex.js';
import { attachKnex } from './knex/attach-knex.js';
import {
  foldedDriverTracers,
  knexTracers,
  mongooseTracers,
  mysql2Tracers,
  pgTracers,
  typeormTracers,
} from './library-tracers.js';
import { REDIS_4_PACKAGES, attachRedis4 } from './redis/attach-redis-4.js';
import { urlMaskingTracers } from './mask-urls.js';
import { nestCoreTracers } from './nest-core-spans.js';
import { parentedTracers } from './parented-tracers.js';
import { makePinoInstrumentation } from './pino/pino-instrumentation.js';
import { configureSocketIo, socketIoTracers } from './socket-io-spans.js';
import type {
  InstrumentationConfigs,
  InstrumentedLibrary,
} from '../options/instrumentations.interface.js';

/** How one library is listened to. */
export interface CatalogEntry<Config> {
  /** The package that listens, loaded when the library is in use. */
  readonly packageName: string;
  readonly className: string;
  /** Makes the class where it is one of ours, which the package does not export. */
  readonly makeClass?: () => InstrumentationClass;
  /** The packages, or modules of Node, by which the library is loaded. */
  readonly modules: readonly string[];
  /** Whether the OpenTelemetry package is an optional peer, which the user installs. */
  readonly isOptional?: boolean;
  /** Whether the library is a peer of ours, so that it is in use wherever we are. */
  readonly isOwnPeer?: boolean;
  /** Whether the library is listened to only when the option names it. */
  readonly isOptIn?: boolean;
  /** What the user gave, over our defaults. */
  readonly configure?: (given: Config) => Config;
  /** The provider its spans are made with: one that keeps values out, or makes two spans one. */
  readonly tracers?: (provider: TracerProvider, config: Config) => TracerProvider;
  /** Changes what the instrumentation itself does, before it has patched anything. */
  readonly adapt?: (instrumentation: Instrumentation) => void;
  /** Packages that need a patch of ours for the library's spans to be right. */
  readonly companions?: readonly Companion[];
}

/** A package beside or above a library, which the library's instrumentation knows nothing of. */
export interface Companion {
  readonly packageName: string;
  /** Patches all copies that are loaded; may be called any number of times. */
  readonly attach: () => void;
}

type Catalog = {
  readonly [Library in InstrumentedLibrary]: CatalogEntry<InstrumentationConfigs[Library]>;
};

/** Every library we listen to. To add one: a line here, its defaults, and its type. */
export const CATALOG: Catalog = {
  http: {
    packageName: '@opentelemetry/instrumentation-http',
    className: 'HttpInstrumentation',
    modules: ['http', 'https'],
    configure: configureHttp,
    tracers: urlMaskingTracers,
  },
  undici: {
    packageName: '@opentelemetry/instrumentation-undici',
    className: 'UndiciInstrumentation',
    // `fetch` is a part of Node, so that it is in use wherever nobody loads the package.
    modules: ['http', 'undici'],
    configure: configureUndici,
    tracers: urlMaskingTracers,
  },
  typeorm: {
    packageName: '@opentelemetry/instrumentation-typeorm',
    className: 'TypeormInstrumentation',
    modules: ['typeorm'],
    configure: configureQuietly,
    tracers: typeormTracers,
  },
  pg: {
    packageName: '@opentelemetry/instrumentation-pg',
    className: 'PgInstrumentation',
    modules: ['pg', 'pg-pool'],
    configure: configurePg,
    tracers: pgTracers,
  },
  mysql2: {
    packageName: '@opentelemetry/instrumentation-mysql2',
    className: 'MySQL2Instrumentation',
    modules: ['mysql2'],
    configure: configureMysql2,
    tracers: mysql2Tracers,
    companions: [{ packageName: 'mysql2', attach: keepPoolContext }],
  },
  ioredis: {
    packageName: '@opentelemetry/instrumentation-ioredis',
    className: 'IORedisInstrumentation',
    modules: ['ioredis'],
    configure: configureRedis,
    tracers: parentedTracers,
    adapt: adaptIoredis,
    companions: [{ packageName: 'bullmq', attach: attachBullMq }],
  },
  redis: {
    packageName: '@opentelemetry/instrumentation-redis',
    className: 'RedisInstrumentation',
    modules: ['redis', '@redis/client', '@node-redis/client'],
    configure: configureRedis,
    tracers: parentedTracers,
    companions: REDIS_4_PACKAGES.map((packageName) => ({ packageName, attach: attachRedis4 })),
  },
  amqplib: {
    packageName: '@opentelemetry/instrumentation-amqplib',
    className: 'AmqplibInstrumentation',
    modules: ['amqplib'],
    tracers: amqpTracers,
    adapt: adaptAmqplib,
    companions: [{ packageName: 'amqp-connection-manager', attach: attachConnectionManager }],
  },
  mongodb: {
    packageName: '@opentelemetry/instrumentation-mongodb',
    className: 'MongoDBInstrumentation',
    modules: ['mongodb'],
    isOptional: true,
    configure: configureQuietly,
    tracers: foldedDriverTracers,
  },
  mongoose: {
    packageName: '@opentelemetry/instrumentation-mongoose',
    className: 'MongooseInstrumentation',
    modules: ['mongoose'],
    isOptional: true,
    configure: configureQuietly,
    tracers: mongooseTracers,
    adapt: adaptMongoose,
  },
  knex: {
    packageName: '@opentelemetry/instrumentation-knex',
    className: 'KnexInstrumentation',
    modules: ['knex'],
    isOptional: true,
    configure: configureQuietly,
    tracers: knexTracers,
    adapt: adaptKnex,
    companions: [{ packageName: 'knex', attach: attachKnex }],
  },
  kafkajs: {
    packageName: '@opentelemetry/instrumentation-kafkajs',
    className: 'KafkaJsInstrumentation',
    modules: ['kafkajs'],
    isOptional: true,
    tracers: kafkaTracers,
    adapt: adaptKafkaJs,
  },
  grpc: {
    packageName: '@opentelemetry/instrumentation-grpc',
    className: 'GrpcInstrumentation',
    modules: ['@grpc/grpc-js'],
    isOptional: true,
    adapt: adaptGrpc,
  },
  graphql: {
    packageName: '@opentelemetry/instrumentation-graphql',
    className: 'GraphQLInstrumentation',
    modules: ['graphql'],
    isOptional: true,
    configure: configureGraphql,
    tracers: graphqlTracers,
  },
  'socket.io': {
    packageName: '@opentelemetry/instrumentation-socket.io',
    className: 'SocketIoInstrumentation',
    modules: ['socket.io'],
    isOptional: true,
    configure: configureSocketIo,
    tracers: socketIoTracers,
  },
  pino: {
    packageName: 'nestjs-tracing/pino',
    className: 'PinoInstrumentation',
    makeClass: makePinoInstrumentation,
    modules: ['pino'],
  },
  winston: {
    packageName: '@opentelemetry/instrumentation-winston',
    className: 'WinstonInstrumentation',
    modules: ['winston'],
    isOptional: true,
    configure: configureWinston,
  },
  dataloader: {
    packageName: '@opentelemetry/instrumentation-dataloader',
    className: 'DataloaderInstrumentation',
    modules: ['dataloader'],
    isOptional: true,
    configure: configureQuietly,
    tracers: dataloaderTracers,
  },
  'lru-memoizer': {
    packageName: '@opentelemetry/instrumentation-lru-memoizer',
    className: 'LruMemoizerInstrumentation',
    modules: ['lru-memoizer'],
    isOptional: true,
    // It (0.67) hands out memoizers without their methods, such as `del`.
    isOptIn: true,
  },
  'nestjs-core': {
    packageName: '@opentelemetry/instrumentation-nestjs-core',
    className: 'NestInstrumentation',
    modules: ['@nestjs/core'],
    isOwnPeer: true,
    isOptional: true,
    isOptIn: true,
    tracers: nestCoreTracers,
  },
};
