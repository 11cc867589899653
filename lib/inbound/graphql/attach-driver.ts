import type { AbstractHttpAdapter, HttpAdapterHost } from '@nestjs/core';
import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import { apolloPlugin } from './apollo-plugin.js';
import { preExecutionHook, watchErrors } from './mercurius-hooks.js';
import type { Mercurius, MercuriusOptions } from './mercurius-hooks.js';
import { withRegister } from './with-register.js';

/** What drivers take, made complete by GraphQLModule in an object of its own. */
interface DriverOptions {
  readonly path?: string;
  readonly plugins?: readonly unknown[];
  readonly hooks?: Readonly<Record<string, unknown>>;
}

/** The parts of a driver of `@nestjs/graphql` that are used. */
interface GraphqlDriver {
  readonly httpAdapterHost?: HttpAdapterHost;
  start(options: DriverOptions): Promise<unknown>;
  /** Drivers of Apollo have it. */
  registerExpress?: unknown;
}

const attached = new WeakSet<object>();

/** The options of the applications that are traced; others in the process may use the same driver. */
const applications = new WeakMap<object, ResolvedTracingOptions>();

/**
 * Has the drivers of a class start with options that tell us of each operation: a plugin for Apollo
 * Server, a hook and an error formatter for Mercurius. The instance does not exist yet.
 */
export function attachDriver(
  prototype: object,
  adapterHost: HttpAdapterHost,
  options: ResolvedTracingOptions,
): void {
  applications.set(adapterHost, options);
  if (attached.has(prototype)) {
    return;
  }
  attached.add(prototype);
  const driver = prototype as GraphqlDriver;
  const { start } = driver;
  driver.start = function (given) {
    const traced = this.httpAdapterHost && applications.get(this.httpAdapterHost);
    return traced === undefined ? start.call(this, given) : startTraced(this, start, given, traced);
  };
}

function startTraced(
  driver: GraphqlDriver,
  start: GraphqlDriver['start'],
  given: DriverOptions,
  options: ResolvedTracingOptions,
): Promise<unknown> {
  if (driver.registerExpress !== undefined) {
    return start.call(driver, withPlugin(given, options));
  }
  const adapter: AbstractHttpAdapter | undefined = driver.httpAdapterHost?.httpAdapter;
  if (adapter?.getType() !== 'fastify') {
    return start.call(driver, given);
  }
  return withRegister(
    adapter.getInstance(),
    (plugin, pluginOptions) =>
      isMercurius(plugin)
        ? watchErrors(options, plugin, pluginOptions as MercuriusOptions)
        : pluginOptions,
    () => start.call(driver, withHook(given, options)),
  );
}

function withPlugin(given: DriverOptions, options: ResolvedTracingOptions): DriverOptions {
  const plugin = apolloPlugin(options, given.path ?? '/graphql');
  return { ...given, plugins: [plugin, ...(given.plugins ?? [])] };
}

function withHook(given: DriverOptions, options: ResolvedTracingOptions): DriverOptions {
  const { preExecution = [] } = given.hooks ?? {};
  const hooks = [preExecutionHook(options), ...[preExecution ?? []].flat()];
  return { ...given, hooks: { ...given.hooks, preExecution: hooks } };
}

function isMercurius(plugin: unknown): plugin is Mercurius {
  return typeof (plugin as Partial<Mercurius> | undefined)?.defaultErrorFormatter === 'function';
}
