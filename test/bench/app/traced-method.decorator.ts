import { configuration } from '../configuration.js';

/** Gives a method the span of the configuration, or leaves it as it is. */
export function TracedMethod(name: string): MethodDecorator {
  return configuration.methodDecorator?.(name) ?? (() => undefined);
}
