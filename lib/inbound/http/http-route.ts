import type { Attributes } from '@opentelemetry/api';
import { ATTR_HTTP_ROUTE } from '../../semconv/attributes.js';

/** Most routes that are believed to a platform: a router mounted at `/:tenant` calls each tenant one. */
const MAX_PLATFORM_ROUTES = 1_000;

/** What the spans of one route have in common, made once for all of them. */
export class HttpRoute {
  /** Frozen, so that the engine checks and encodes them once. */
  readonly attributes: Attributes;
  private readonly spanNames = new Map<string, string>();

  constructor(private readonly path: string) {
    this.attributes = Object.freeze({ [ATTR_HTTP_ROUTE]: path });
  }

  /** `GET /orders/:id` */
  spanName(method: string): string {
    let name = this.spanNames.get(method);
    if (name === undefined) {
      name = `${method} ${this.path}`;
      this.spanNames.set(method, name);
    }
    return name;
  }
}

/** By path template: as many as an application has routes. */
const routes = new Map<string, HttpRoute>();
const platformRoutes = new Map<string, HttpRoute>();

export function routeNamed(path: string): HttpRoute {
  return routes.get(path) ?? remember(routes, path);
}

/** @returns undefined when there are so many that they can be no templates */
export function platformRouteNamed(path: string): HttpRoute | undefined {
  const route = platformRoutes.get(path);
  return route === undefined && platformRoutes.size < MAX_PLATFORM_ROUTES
    ? remember(platformRoutes, path)
    : route;
}

function remember(known: Map<string, HttpRoute>, path: string): HttpRoute {
  const route = new HttpRoute(path);
  known.set(path, route);
  return route;
}
