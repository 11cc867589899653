import type { HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import type { JobsOptions } from '../../options/jobs-options.interface.js';
import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import { requirePeer } from '../../packages/require-peer.js';
import { readPackageFacts } from '../late-patch/loaded-packages.js';
import { classesOf } from '../../spans/classes-of.js';
import { GATEWAY_METADATA, GRAPHQL_MODULE_OPTIONS } from '../../tracing.internal-constants.js';
import { installedPackage } from './installed-package.js';
import type { NestPart } from './report-facts.interface.js';

const PLATFORMS: ReadonlyMap<string, string> = new Map([
  ['express', '@nestjs/platform-express'],
  ['fastify', '@nestjs/platform-fastify'],
]);

const MICROSERVICES = '@nestjs/microservices';

/** Modules whose work has spans unless it is switched off: its option, its name, and its package. */
const JOB_MODULES: readonly [keyof JobsOptions, name: string, packageName: string][] = [
  ['schedule', 'ScheduleModule', '@nestjs/schedule'],
  ['eventEmitter', 'EventEmitterModule', '@nestjs/event-emitter'],
  ['cqrs', 'CqrsModule', '@nestjs/cqrs'],
  ['bullmq', 'BullModule', '@nestjs/bullmq'],
];

/** The parts of Nest that an application uses, which have their spans through Nest. */
export function gatherNestParts(
  modules: ModulesContainer,
  adapterHost: HttpAdapterHost,
  { jobs }: ResolvedTracingOptions,
): NestPart[] {
  // An application without HTTP has no adapter, or one without a type.
  const adapter = adapterHost.httpAdapter as HttpAdapterHost['httpAdapter'] | null | undefined;
  const platform = PLATFORMS.get(adapter?.getType() ?? '');
  const parts: NestPart[] = [];
  if (platform !== undefined) {
    parts.push(describePart('http server', platform));
  }
  if (hasMicroservices(modules)) {
    parts.push(describePart('microservices', MICROSERVICES));
  }
  if (hasGraphql(modules)) {
    parts.push(describePart('graphql', '@nestjs/graphql'));
  }
  if (hasGateways(modules)) {
    parts.push(describePart('websockets', '@nestjs/websockets'));
  }
  const names = new Set([...modules.values()].map(({ metatype }) => metatype.name));
  for (const [job, name, packageName] of JOB_MODULES) {
    // Of an older package, too, the module is called BullModule.
    if (jobs[job] && names.has(name) && installedPackage(packageName) !== undefined) {
      parts.push(describePart(packageName.replace('@nestjs/', '').replace('-', ' '), packageName));
    }
  }
  return parts;
}

function describePart(name: string, packageName: string): NestPart {
  const installed = installedPackage(packageName);
  return { name, version: installed && readPackageFacts(installed).version };
}

function hasGraphql(modules: ModulesContainer): boolean {
  return [...modules.values()].some(({ providers }) => providers.has(GRAPHQL_MODULE_OPTIONS));
}

function hasGateways(modules: ModulesContainer): boolean {
  return [...modules.values()]
    .flatMap(({ providers }) => classesOf(providers))
    .some((type) => Reflect.hasMetadata(GATEWAY_METADATA, type));
}

/** As a server, which Nest has told us of, or as a client that is a provider. */
function hasMicroservices(modules: ModulesContainer): boolean {
  let hasServer = false;
  // Nest replays the servers known so far, at once.
  modules
    .getRpcTargetRegistry()
    .subscribe(() => (hasServer = true))
    .unsubscribe();
  return hasServer || hasClients(modules);
}

function hasClients(modules: ModulesContainer): boolean {
  const peer = requirePeer(MICROSERVICES) as { readonly ClientProxy: Function } | undefined;
  const { ClientProxy } = peer ?? {};
  return (
    ClientProxy !== undefined &&
    [...modules.values()]
      .flatMap(({ providers }) => [...providers.values()])
      // A provider of a narrower scope is no instance yet.
      .some(({ instance }) => instance instanceof ClientProxy)
  );
}
