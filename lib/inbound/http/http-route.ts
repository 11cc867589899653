import type { Attributes } from '@opentelemetry/api';
import { ATTR_HTTP_ROUTE } from '../../semconv/attributes.js';

/** What the spans of one route have in common, made once for all of them. */
class HttpRoute {
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

export function routeNamed(path: string): HttpRoute {
  let route = routes.get(path);
  if (route === undefined) {
    route = new HttpRoute(path);
    routes.set(path, route);
  }
  return route;
}
