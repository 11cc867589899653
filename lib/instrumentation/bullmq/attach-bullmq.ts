import { context as contextApi, ROOT_CONTEXT } from '@opentelemetry/api';
import { replaceMethod } from '../../spans/replace-method.js';
import { prototypesIn } from './bullmq-classes.js';
import { keepLoopsOutsideOfTraces } from './keep-loops-outside.js';
import { markQueueClient, noteQueueScripts } from './queue-traffic.js';

/** What is used of BullMQ's RedisConnection. */
interface RedisConnection {
  /** Undefined before `init()`; in BullMQ 6 a proxy of the client. */
  readonly _client?: object & { readonly scriptsSet?: Record<string, object> };
  /** `shared` tells that the application gave a client it uses itself. */
  readonly extraOptions?: { readonly shared?: boolean };
}

const attached = new WeakSet<object>();

/** Lets BullMQ say which clients are its own, and has its loops run in no trace. */
export function attachBullMq(): void {
  for (const prototype of prototypesIn('redis-connection.js', 'RedisConnection')) {
    attachConnection(prototype);
  }
  keepLoopsOutsideOfTraces();
}

function attachConnection(prototype: object): void {
  if (attached.has(prototype)) {
    return;
  }
  attached.add(prototype);
  replaceMethod(prototype, 'init', (init) => {
    return function (...args) {
      const result = contextApi.with(ROOT_CONTEXT, init, this, ...args);
      noteClient(this as RedisConnection);
      return result;
    };
  });
  replaceMethod(prototype, 'loadCommands', (loadCommands) => {
    return function (...args) {
      const result = loadCommands.apply(this, args);
      noteScripts(this as RedisConnection);
      return result;
    };
  });
  noteClientsInUse(prototype);
}

/** Each operation of BullMQ begins by reading `client`, so that connections made earlier are noted too. */
function noteClientsInUse(prototype: object): void {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, 'client');
  const get = descriptor?.get;
  if (get !== undefined) {
    Object.defineProperty(prototype, 'client', {
      ...descriptor,
      get(this: RedisConnection) {
        noteClient(this);
        return get.call(this) as unknown;
      },
    });
  }
}

function noteClient({ _client: client, extraOptions }: RedisConnection): void {
  if (client !== undefined && extraOptions?.shared !== true) {
    markQueueClient(client);
  }
}

/** Told from the application's own by their names, which end in the version of BullMQ. */
function noteScripts({ _client: client }: RedisConnection): void {
  const defined = Object.entries(client?.scriptsSet ?? {});
  noteQueueScripts(defined.filter(([name]) => name.includes(':')).map(([, script]) => script));
}
