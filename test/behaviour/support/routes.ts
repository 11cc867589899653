import { Controller, Get, Module } from '@nestjs/common';
import type { ModuleMetadata, Type } from '@nestjs/common';
import type { Behaviours, RawRequest } from './behaviours.interface.js';

/** A controller with one handler, described by what differs from `() => 'handled'`. */
export interface Route {
  /** Decorators of the handler, the outermost first. */
  readonly on?: readonly MethodDecorator[];
  /** Decorators of the controller. */
  readonly onClass?: readonly ClassDecorator[];
  /** Decorators of the handler's parameters. */
  readonly parameters?: readonly ParameterDecorator[];
  readonly handler?: (...args: never[]) => unknown;
  /** What comes behind the path, for each request: `?id=7`. */
  readonly asks?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** @see RawRequest */
  readonly until?: string;
}

/** What a set of routes is, besides them. */
type Surroundings = Omit<Behaviours, 'module' | 'name' | 'requests'> & {
  readonly metadata?: ModuleMetadata;
};

/** An application with one controller for each route, by what the route shows. */
export function defineRoutes(
  name: string,
  routes: Readonly<Record<string, Route>>,
  { metadata, ...others }: Surroundings = {},
): Behaviours {
  const all = Object.entries(routes).map(([shows, route], index) => ({
    shows,
    route,
    path: `route-${index}`,
  }));
  class RoutesModule {}
  Module({
    ...metadata,
    controllers: [
      ...(metadata?.controllers ?? []),
      ...all.map(({ path, route }) => makeController(path, route)),
    ],
  })(RoutesModule);
  return {
    name,
    module: RoutesModule,
    requests: Object.assign({}, ...all.map(({ shows, path, route }) => asksOf(shows, path, route))),
    ...others,
  };
}

function asksOf(shows: string, path: string, route: Route): Record<string, RawRequest> {
  const { asks = [''], headers, until } = route;
  const entries = asks.map((ask) => [
    ask === '' ? shows : `${shows}: ${ask}`,
    { line: `GET /${path}${ask}`, headers, until },
  ]);
  return Object.fromEntries(entries) as Record<string, RawRequest>;
}

function makeController(path: string, route: Route): Type {
  const { on = [], onClass = [], parameters = [], handler = () => 'handled' } = route;
  class RouteController {
    handle(...args: never[]): unknown {
      return handler.apply(this, args);
    }
  }
  const prototype: object = RouteController.prototype;
  const descriptor = Object.getOwnPropertyDescriptor(prototype, 'handle')!;
  parameters.forEach((decorate, index) => decorate(prototype, 'handle', index));
  // As the compiler tells Nest of parameters it knows no type of.
  Reflect.defineMetadata(
    'design:paramtypes',
    parameters.map(() => Object),
    prototype,
    'handle',
  );
  for (const decorate of [...on, Get()].toReversed()) decorate(prototype, 'handle', descriptor);
  for (const decorate of [...onClass, Controller(path)].toReversed()) decorate(RouteController);
  return RouteController;
}
