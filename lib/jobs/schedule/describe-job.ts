import 'reflect-metadata';
import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_NESTJS_SCHEDULE_CRON,
  ATTR_NESTJS_SCHEDULE_NAME,
  ATTR_NESTJS_TYPE,
} from '../../semconv/nestjs-attributes.js';
import { methodsOf } from '../../spans/methods-of.js';
import { methodName } from '../../spans/recorded-parameters.js';
import type { SpanDescription } from '../../spans/span-description.interface.js';
import {
  CRON_OPTIONS_METADATA,
  SCHEDULER_NAME_METADATA,
  SCHEDULER_TYPE_METADATA,
} from '../../tracing.internal-constants.js';

export type JobType = 'cron' | 'interval' | 'timeout';

/** By the numbers of `SchedulerType`. */
const TYPES: ReadonlyMap<unknown, JobType> = new Map([
  [1, 'cron'],
  [2, 'timeout'],
  [3, 'interval'],
]);

/** What is said of a job in its attributes. */
interface JobTraits {
  readonly type: JobType | undefined;
  /** Undefined for one that Nest has given a random name. */
  readonly name: unknown;
  /** A cron expression, or a date in any of several shapes. */
  readonly time?: unknown;
}

/** `ReportsService.daily` for the method of that name with `@Cron()` or the like. */
export function describeScheduled(method: Function, instance: object): SpanDescription {
  const options = Reflect.getMetadata(CRON_OPTIONS_METADATA, method) as
    { readonly cronTime?: unknown } | undefined;
  return describe(nameOf(method, instance), {
    type: TYPES.get(Reflect.getMetadata(SCHEDULER_TYPE_METADATA, method)),
    name: Reflect.getMetadata(SCHEDULER_NAME_METADATA, method),
    time: options?.cronTime,
  });
}

/** A job that was added at run time, by the name it was given. */
export function describeAdded(type: JobType, name: string, time?: unknown): SpanDescription {
  return describe(name, { type, name, time });
}

function describe(spanName: string, { type, name, time }: JobTraits): SpanDescription {
  const attributes: Attributes = {
    [ATTR_NESTJS_TYPE]: type,
    ...(typeof name === 'string' && { [ATTR_NESTJS_SCHEDULE_NAME]: name }),
    ...(typeof time === 'string' && { [ATTR_NESTJS_SCHEDULE_CRON]: time }),
  };
  // Frozen, so that the engine checks and encodes them once.
  return { name: spanName, attributes: Object.freeze(attributes), hasNoCaller: true };
}

/** A decorator may have put a function of another name in its place. */
function nameOf(method: Function, instance: object): string {
  const found = methodsOf(instance.constructor).find((one) => one.method === method);
  return methodName({ target: instance, key: found?.key ?? method.name });
}
