import path from 'node:path';
import type { Method } from '../../spans/imitate.js';
import { loadedExports } from '../late-patch/loaded-exports.js';
import { findLoadedPackages } from '../late-patch/loaded-packages.js';

/** What gives a class its commands, by its names in redis 4.0 and in later ones. */
type Commander = Partial<Record<'attachCommands' | 'extendWithCommands', Method>>;

interface ModuleWithDefault<T> {
  readonly default?: T;
}

type ClientClass = abstract new () => { readonly commandsExecutor: Method };

/** Redis 5 gives its commands by another function, and needs nothing of this. */
export const REDIS_4_PACKAGES = ['@redis/client', '@node-redis/client'];

const attachedBy = new WeakMap<ClientClass, Method>();

/**
 * redis 4 gives its class a method for each command while it is loaded, by a function which its
 * instrumentation wraps. Where that comes too late, the class is given its methods once more.
 */
export function attachRedis4(): void {
  for (const { directory } of findLoadedPackages(new Set(REDIS_4_PACKAGES))) {
    const load = (file: string) => loadedExports(path.join(directory, 'dist/lib', file));
    const commander = load('commander.js') as Commander | undefined;
    const attach = commander?.attachCommands ?? commander?.extendWithCommands;
    const client = load('client/index.js') as ModuleWithDefault<ClientClass> | undefined;
    const commands = load('client/commands.js') as ModuleWithDefault<object> | undefined;
    if (attach !== undefined && client?.default !== undefined && commands?.default !== undefined) {
      attachOnce(attach, client.default, commands.default);
    }
  }
}

function attachOnce(attach: Method, BaseClass: ClientClass, commands: object): void {
  if (attachedBy.get(BaseClass) !== attach) {
    attachedBy.set(BaseClass, attach);
    attach({ BaseClass, commands, executor: BaseClass.prototype.commandsExecutor });
  }
}
