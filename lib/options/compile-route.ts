/** A path as it has to be, or what it has to look like. */
export type PathPattern = string | RegExp;

const PARAMETER = /^:[A-Za-z_]\w*$/;
const REST = /^\*(?:[A-Za-z_]\w*)?$/;

/** What other routers read more into than we do. */
const SPECIAL = /[:*(){}[\]?+!\\]/;

/**
 * What the path of a request is compared with for a route in the words of Nest: `/orders/:id`,
 * `/internal/*`. An expression made here has nothing to go back to, so that its time grows with the
 * length of the path alone, which outsiders choose.
 *
 * @returns undefined for a route that says more than parameters and a rest at its end
 */
export function compileRoute(route: string): PathPattern | undefined {
  const segments = route.replace(/^\//, '').replace(/\/$/, '').split('/');
  const last = segments.length - 1;
  const sources = segments.map((segment, index) => sourceOf(segment, index === last));
  if (sources.includes(undefined)) {
    return undefined;
  }
  const isLiteral = !segments.some((segment) => SPECIAL.test(segment));
  return isLiteral ? `/${segments.join('/')}` : new RegExp(`^/${sources.join('/')}/?$`, 's');
}

function sourceOf(segment: string, isLast: boolean): string | undefined {
  if (PARAMETER.test(segment)) {
    return '[^/]+';
  }
  if (isLast && REST.test(segment)) {
    return '.*';
  }
  return SPECIAL.test(segment) ? undefined : segment.replaceAll(/[.$^|]/g, String.raw`\$&`);
}
