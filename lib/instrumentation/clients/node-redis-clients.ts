import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { ClientListener } from './handed-over-clients.js';
import { instrumentClassOf } from './instrument-class.js';
import type { LibraryClass } from './instrument-class.js';
import {
  instrumentBorrowedClients,
  lendingOfPool,
  lendingOfSentinel,
} from './node-redis-lenders.js';
import { hasMethods } from './prototype-owner.js';

interface NodeRedisClient {
  readonly isOpen: boolean;
  /** Makes an empty transaction, and sends nothing. */
  multi(): object;
}

/** A cluster has one client for each node, made when it connects or when the node is first used. */
interface NodeRedisCluster extends NodeRedisClient {
  readonly masters: readonly NodeOfCluster[];
  readonly replicas: readonly NodeOfCluster[];
  on(event: string, listener: () => void): unknown;
  off(event: string, listener: () => void): unknown;
}

interface NodeOfCluster {
  readonly client?: object;
}

const packageName = '@redis/client';
const exportsWith = (prototype: object): object => ({ default: { prototype } });

const clientClass: LibraryClass = {
  packageName,
  module: '@redis/client/dist/lib/client/index.js',
  methods: ['sendCommand', 'connect'],
  exportsWith,
};

const multiClass: LibraryClass = {
  packageName,
  module: '@redis/client/dist/lib/client/multi-command.js',
  methods: ['addCommand', 'exec'],
  exportsWith,
};

const clusterClass: LibraryClass = {
  packageName,
  module: '@redis/client/dist/lib/cluster/index.js',
  methods: ['MULTI', 'nodeClient'],
  exportsWith,
};

const clusterMultiClass: LibraryClass = {
  ...multiClass,
  module: '@redis/client/dist/lib/cluster/multi-command.js',
};

export function isNodeRedisClient(value: unknown): value is NodeRedisClient {
  return (
    hasMethods(value, ['sendCommand', 'connect', 'multi']) &&
    typeof (value as Partial<NodeRedisClient>).isOpen === 'boolean'
  );
}

export function instrumentNodeRedis(client: NodeRedisClient, listener: ClientListener): void {
  const instrumentation = listener.listenToClientsOf('redis');
  if (instrumentation === undefined) {
    return;
  }
  const instrumentOne = (one: object): void => {
    instrumentClassOf(one, clientClass, instrumentation);
  };
  if (isCluster(client)) {
    instrumentCluster(client, instrumentation);
    instrumentNodes(client, instrumentOne);
    return;
  }
  if (isSentinel(client)) {
    instrumentBorrowedClients(client, lendingOfSentinel, instrumentOne);
    return;
  }
  instrumentClassOf(client.multi(), multiClass, instrumentation);
  if (isPool(client)) {
    instrumentBorrowedClients(client, lendingOfPool, instrumentOne);
  } else {
    instrumentOne(client);
  }
}

function isCluster(client: NodeRedisClient): client is NodeRedisCluster {
  return hasMethods(client, ['nodeClient', 'on', 'off']);
}

function isSentinel(client: NodeRedisClient): boolean {
  return hasMethods(client, ['getSentinelNode']);
}

function isPool(client: NodeRedisClient): boolean {
  return hasMethods(client, [lendingOfPool.name]);
}

function instrumentCluster(cluster: NodeRedisCluster, instrumentation: Instrumentation): void {
  instrumentClassOf(cluster, clusterClass, instrumentation);
  instrumentClassOf(cluster.multi(), clusterMultiClass, instrumentation);
}

/** All nodes are of one class, so the first that has a client is enough. */
function instrumentNodes(cluster: NodeRedisCluster, instrumentOne: (client: object) => void): void {
  const tryInstrument = (): boolean => {
    const nodes = [...cluster.masters, ...cluster.replicas];
    const client = nodes.find((node) => node.client !== undefined)?.client;
    if (client !== undefined) {
      instrumentOne(client);
    }
    return client !== undefined;
  };
  if (tryInstrument()) {
    return;
  }
  const onNode = (): void => {
    if (tryInstrument()) {
      cluster.off('node-connect', onNode);
    }
  };
  cluster.on('node-connect', onNode);
}
