import type { LibraryClass } from './instrument-class.js';
import { isObject } from '../../spans/is-object.js';
import { hasMethods } from './prototype-owner.js';

/** A class of the database driver that a DataSource uses, which may be bundled with it. */
export interface DriverClass {
  readonly library: 'pg' | 'mysql2';
  /** The prototype of that class, or of one that extends it. */
  readonly prototype: object;
  readonly libraryClass: LibraryClass;
}

const pgClientClass: LibraryClass = {
  packageName: 'pg',
  module: 'pg/lib/client.js',
  methods: ['query', 'connect'],
  exportsWith: (prototype) => ({ prototype }),
};

/** Callers wait in the queue of the pool, which must not lose their context. */
const pgPoolClass: LibraryClass = {
  packageName: 'pg-pool',
  module: 'pg-pool',
  methods: ['connect', 'end'],
  exportsWith: (prototype) => ({ prototype }),
};

const mysqlConnectionClass: LibraryClass = {
  packageName: 'mysql2',
  module: 'mysql2/lib/connection.js',
  methods: ['query', 'execute'],
  // The patch looks for the methods one prototype further up, if anything there has them.
  exportsWith: (prototype) => ({ prototype }),
};

/** The classes of the module the driver has loaded; none where we know no instrumentation for it. */
export function driverClassesOf(driver: object): DriverClass[] {
  const { postgres, mysql } = driver as { postgres?: unknown; mysql?: unknown };
  return [
    ...driverClass('pg', classOf(postgres, 'Client'), pgClientClass),
    ...driverClass('pg', classOf(postgres, 'Pool'), pgPoolClass),
    ...driverClass('mysql2', classOf(mysql, 'Connection'), mysqlConnectionClass),
  ];
}

function driverClass(
  library: DriverClass['library'],
  prototype: object | undefined,
  libraryClass: LibraryClass,
): DriverClass[] {
  // The driver named "mysql", for one, has connections without `execute`.
  return prototype !== undefined && hasMethods(prototype, libraryClass.methods)
    ? [{ library, prototype, libraryClass }]
    : [];
}

/** An object whose prototype chain begins with that of the class. */
function classOf(module: unknown, name: string): object | undefined {
  const exported = isObject(module) ? (module as Record<string, unknown>)[name] : undefined;
  return typeof exported === 'function' && isObject(exported.prototype)
    ? (Object.create(exported.prototype) as object)
    : undefined;
}
