import type { BestPracticesOptions } from './best-practices-options.interface.js';
import type { ResolvedBestPractices } from './resolved-options.interface.js';

/** What is watched for; undefined where nothing is, so that nobody watches. */
export function resolveBestPractices(
  given: boolean | BestPracticesOptions | undefined,
  isDebug: boolean,
): ResolvedBestPractices | undefined {
  const asked = given ?? isDebug;
  if (asked === false) {
    return undefined;
  }
  const { maxSpansPerRequest, patienceMs, ignore } = asked === true ? {} : asked;
  return {
    maxSpansPerRequest: maxSpansPerRequest ?? 500,
    patienceMs: patienceMs ?? 10_000,
    ignore: [...(ignore ?? [])],
  };
}
