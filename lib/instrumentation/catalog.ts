import type { TracerProvider } from '@opentelemetry/api';
import {
  configureAmqplib,
  configureDataloader,
  configureGraphql,
  configureHttp,
  configureIoredis,
  configureKnex,
  configureMongodb,
  configureMongoose,
  configureMysql2,
  configurePg,
  configureRedis,
  configureUndici,
  configureWinston,
} from './configure-libraries.js';
import { driverTracers, typeormTracers } from './fold/fold-driver-spans.js';
import { dataloaderTracers } from './fold/fold-loads.js';
import { graphqlTracers } from './graphql-spans.js';
import type { InstrumentationClass } from './instrumentation-class.interface.js';
import { urlMaskingTracers } from './mask-urls.js';
import { nestCoreTracers } from './nest-core-spans.js';
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
  /** Whether the library is listened to only when the option names it. */
  readonly isOptIn?: boolean;
  /** What the user gave, over our defaults. */
  readonly configure?: (given: Config) => Config;
  /** The provider its spans are made with: one that keeps values out, or makes two spans one. */
  readonly tracers?: (provider: TracerProvider, config: Config) => TracerProvider;
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
    tracers: typeormTracers,
  },
  pg: {
    packageName: '@opentelemetry/instrumentation-pg',
    className: 'PgInstrumentation',
    modules: ['pg', 'pg-pool'],
    configure: configurePg,
    tracers: driverTracers,
  },
  mysql2: {
    packageName: '@opentelemetry/instrumentation-mysql2',
    className: 'MySQL2Instrumentation',
    modules: ['mysql2'],
    configure: configureMysql2,
    tracers: driverTracers,
  },
  ioredis: {
    packageName: '@opentelemetry/instrumentation-ioredis',
    className: 'IORedisInstrumentation',
    modules: ['ioredis'],
    configure: configureIoredis,
  },
  redis: {
    packageName: '@opentelemetry/instrumentation-redis',
    className: 'RedisInstrumentation',
    modules: ['redis', '@redis/client', '@node-redis/client'],
    configure: configureRedis,
  },
  amqplib: {
    packageName: '@opentelemetry/instrumentation-amqplib',
    className: 'AmqplibInstrumentation',
    modules: ['amqplib'],
    configure: configureAmqplib,
  },
  mongodb: {
    packageName: '@opentelemetry/instrumentation-mongodb',
    className: 'MongoDBInstrumentation',
    modules: ['mongodb'],
    isOptional: true,
    configure: configureMongodb,
  },
  mongoose: {
    packageName: '@opentelemetry/instrumentation-mongoose',
    className: 'MongooseInstrumentation',
    modules: ['mongoose'],
    isOptional: true,
    configure: configureMongoose,
  },
  knex: {
    packageName: '@opentelemetry/instrumentation-knex',
    className: 'KnexInstrumentation',
    modules: ['knex'],
    isOptional: true,
    configure: configureKnex,
  },
  kafkajs: {
    packageName: '@opentelemetry/instrumentation-kafkajs',
    className: 'KafkaJsInstrumentation',
    modules: ['kafkajs'],
    isOptional: true,
  },
  grpc: {
    packageName: '@opentelemetry/instrumentation-grpc',
    className: 'GrpcInstrumentation',
    modules: ['@grpc/grpc-js'],
    isOptional: true,
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
    packageName: 'nestjs-tracing',
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
    configure: configureDataloader,
    tracers: dataloaderTracers,
  },
  'lru-memoizer': {
    packageName: '@opentelemetry/instrumentation-lru-memoizer',
    className: 'LruMemoizerInstrumentation',
    modules: ['lru-memoizer'],
    isOptional: true,
  },
  'nestjs-core': {
    packageName: '@opentelemetry/instrumentation-nestjs-core',
    className: 'NestInstrumentation',
    modules: ['@nestjs/core'],
    isOptional: true,
    isOptIn: true,
    tracers: nestCoreTracers,
  },
};
