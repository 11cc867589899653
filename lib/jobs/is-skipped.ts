import 'reflect-metadata';
import { SKIP_TRACING_METADATA } from '../tracing.internal-constants.js';

/** Whether `@SkipTracing()` stands on a method, or on the class of the instance it is called on. */
export function isSkipped(method: Function, instance: object): boolean {
  return [method, instance.constructor].some(
    (marked) => typeof marked === 'function' && Reflect.hasMetadata(SKIP_TRACING_METADATA, marked),
  );
}
