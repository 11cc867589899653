import type { Context } from '@opentelemetry/api';
import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import { entrySpanIn } from '../../spans/entry-span.js';
import { applicationOf } from '../application-of.js';

const applications = new WeakSet<object>();
let latest: ResolvedTracingOptions | undefined;

/** Makes the options of an application known. The classes of its handlers may be those of another as well. */
export function useCqrs(options: ResolvedTracingOptions): void {
  applications.add(options);
  latest = options;
}

/**
 * The options of the application a handler belongs to; of one made for a request, those of the
 * application at work, or of the one made last.
 *
 * @returns undefined where CQRS has no spans
 */
export function optionsFor(handler: unknown, active: Context): ResolvedTracingOptions | undefined {
  const application = applicationOf(handler) ?? entrySpanIn(active)?.application ?? latest;
  return isKnown(application) && application.jobs.cqrs ? application : undefined;
}

function isKnown(application: object | undefined): application is ResolvedTracingOptions {
  return application !== undefined && applications.has(application);
}
