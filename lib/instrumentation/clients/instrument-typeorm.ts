import type { Instrumentation } from '@opentelemetry/instrumentation';
import { messages } from '../../errors/messages.js';
import { handOver } from './handed-over-clients.js';
import type { ClientListener } from './handed-over-clients.js';
import { instrumentClassOf } from './instrument-class.js';
import type { LibraryClass } from './instrument-class.js';
import { isObject } from '../../spans/is-object.js';
import { hasMethods } from './prototype-owner.js';
import { driverClassesOf } from './typeorm-drivers.js';

/** What a DataSource shows of itself. */
interface DataSourceLike {
  readonly manager: object;
  readonly driver: object;
  readonly options: object;
  createQueryBuilder(): object;
}

const dataSourceClass: LibraryClass = {
  packageName: 'typeorm',
  module: 'typeorm/data-source/DataSource.js',
  methods: ['query', 'createQueryBuilder', 'getRepository'],
  exportsWith: (prototype) => ({ DataSource: { prototype } }),
};

const entityManagerClass: LibraryClass = {
  packageName: 'typeorm',
  module: 'typeorm/entity-manager/EntityManager.js',
  methods: ['save', 'find', 'getRepository'],
  exportsWith: (prototype) => ({ EntityManager: { prototype } }),
};

const queryBuilderClass: LibraryClass = {
  packageName: 'typeorm',
  module: 'typeorm/query-builder/SelectQueryBuilder.js',
  methods: ['getMany', 'getCount', 'stream'],
  exportsWith: (prototype) => ({ SelectQueryBuilder: { prototype } }),
};

/**
 * Gives the operations of a TypeORM DataSource spans where no hook for modules can: in an
 * application bundled into one file, or with `instrumentations: false`. Needless otherwise, and
 * harmless: what is traced already stays as it is.
 *
 * May be called before or after `TracingModule.forRoot()` and `dataSource.initialize()`; there are
 * spans as soon as tracing is on. It patches the classes the DataSource is made of, so other
 * DataSources of the same copy of TypeORM have spans as well.
 *
 * @returns the very same DataSource
 * @throws TypeError when given anything but a DataSource
 * @see https://github.com/open-telemetry/opentelemetry-js-contrib/tree/main/packages/instrumentation-typeorm
 * @publicApi
 */
export function instrumentTypeOrm<T extends object>(dataSource: T): T {
  if (!isDataSource(dataSource)) {
    throw new TypeError(messages.notADataSource(dataSource));
  }
  handOver(dataSource, instrumentDataSource);
  return dataSource;
}

function isDataSource(value: unknown): value is DataSourceLike {
  return (
    hasMethods(value, ['query', 'createQueryBuilder', 'getRepository']) &&
    ['manager', 'driver', 'options'].every((key) => isObject(value[key as keyof typeof value]))
  );
}

function instrumentDataSource(dataSource: DataSourceLike, listener: ClientListener): void {
  const instrumentation = listener.listenToClientsOf('typeorm');
  if (instrumentation === undefined) {
    return;
  }
  instrumentClassOf(dataSource, dataSourceClass, instrumentation);
  instrumentClassOf(dataSource.manager, entityManagerClass, instrumentation);
  instrumentQueryBuilder(dataSource, instrumentation);
  instrumentDriver(dataSource.driver, listener);
}

function instrumentQueryBuilder(
  dataSource: DataSourceLike,
  instrumentation: Instrumentation,
): void {
  // TypeORM has no query builder for MongoDB, and throws.
  if ((dataSource.options as { type?: unknown }).type !== 'mongodb') {
    instrumentClassOf(dataSource.createQueryBuilder(), queryBuilderClass, instrumentation);
  }
}

/** The span of an operation tells the statements, which the driver knows. */
function instrumentDriver(driver: object, listener: ClientListener): void {
  for (const { library, prototype, libraryClass } of driverClassesOf(driver)) {
    const instrumentation = listener.listenToDriver(library);
    if (instrumentation !== undefined) {
      instrumentClassOf(prototype, libraryClass, instrumentation);
    }
  }
}
