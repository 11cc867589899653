import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { ClientListener } from './handed-over-clients.js';
import { instrumentClassOf } from './instrument-class.js';
import type { LibraryClass } from './instrument-class.js';
import { hasMethods } from './prototype-owner.js';

interface IoredisClient {
  readonly status: string;
}

/** A Cluster has one client for each node, and those send the commands. */
interface IoredisCluster extends IoredisClient {
  nodes(role: 'all'): object[];
  once(event: '+node', listener: (node: object) => void): unknown;
}

const redisClass: LibraryClass = {
  packageName: 'ioredis',
  module: 'ioredis',
  methods: ['sendCommand', 'connect'],
  exportsWith: (prototype) => ({ prototype }),
};

export function isIoredisClient(value: unknown): value is IoredisClient {
  return (
    hasMethods(value, ['sendCommand', 'connect', 'disconnect', 'pipeline']) &&
    typeof (value as Partial<IoredisClient>).status === 'string'
  );
}

export function instrumentIoredis(client: IoredisClient, listener: ClientListener): void {
  const instrumentation = listener.listenToClientsOf('ioredis');
  if (instrumentation === undefined) {
    return;
  }
  if (isCluster(client)) {
    instrumentNodes(client, instrumentation);
  } else {
    instrumentClassOf(client, redisClass, instrumentation);
  }
}

function isCluster(client: IoredisClient): client is IoredisCluster {
  return hasMethods(client, ['nodes', 'once']);
}

/** All nodes are of one class, so the first is enough; before it connects, a Cluster has none. */
function instrumentNodes(cluster: IoredisCluster, instrumentation: Instrumentation): void {
  const [node] = cluster.nodes('all');
  if (node === undefined) {
    cluster.once('+node', (first) => instrumentClassOf(first, redisClass, instrumentation));
  } else {
    instrumentClassOf(node, redisClass, instrumentation);
  }
}
