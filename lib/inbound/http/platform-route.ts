import type { PlatformRequest } from './platform-request.interface.js';

/** What Fastify calls the route of preflight requests. */
const ANYTHING = '*';

/**
 * The template of the route the platform took by itself: one of a plugin, of a router mounted in
 * Express, or added to the adapter. To be asked when the response is over, since Express knows then
 * where it is mounted. Nest's own routes are told by its hook.
 */
export function platformRoute({
  route,
  baseUrl,
  routeOptions,
}: PlatformRequest): string | undefined {
  if (route !== undefined && route !== null) {
    return mountedAt(typeof baseUrl === 'string' ? baseUrl : '', String(route.path));
  }
  const url = routeOptions?.url;
  return typeof url === 'string' && url !== ANYTHING ? url : undefined;
}

function mountedAt(baseUrl: string, path: string): string {
  return path === '/' && baseUrl !== '' ? baseUrl : baseUrl + path;
}
