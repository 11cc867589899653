import {
  configureHttp,
  configureIoredis,
  configurePg,
  configureTypeorm,
  configureUndici,
} from './configure-libraries.js';
import type {
  InstrumentationConfigs,
  InstrumentedLibrary,
} from '../options/instrumentations.interface.js';

/** How one library is listened to. */
export interface CatalogEntry<Config> {
  /** The OpenTelemetry package, loaded only when something attaches. */
  readonly packageName: string;
  readonly className: string;
  /** What the user gave, over our defaults. */
  readonly configure: (given: Config) => Config;
}

type Catalog = {
  readonly [Library in InstrumentedLibrary]: CatalogEntry<InstrumentationConfigs[Library]>;
};

/** Every library we listen to. To add one: a line here, its defaults, and its type. */
export const CATALOG: Catalog = {
  http: {
    packageName: '@opentelemetry/instrumentation-http',
    className: 'HttpInstrumentation',
    configure: configureHttp,
  },
  undici: {
    packageName: '@opentelemetry/instrumentation-undici',
    className: 'UndiciInstrumentation',
    configure: configureUndici,
  },
  typeorm: {
    packageName: '@opentelemetry/instrumentation-typeorm',
    className: 'TypeormInstrumentation',
    configure: configureTypeorm,
  },
  pg: {
    packageName: '@opentelemetry/instrumentation-pg',
    className: 'PgInstrumentation',
    configure: configurePg,
  },
  ioredis: {
    packageName: '@opentelemetry/instrumentation-ioredis',
    className: 'IORedisInstrumentation',
    configure: configureIoredis,
  },
};
