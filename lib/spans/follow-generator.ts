import { types } from 'node:util';
import { context } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import type { SpanLifetime } from './span-lifetime.js';
import type { TracedCall } from './traced-call.js';

type Step = IteratorResult<unknown>;
type Resume = (this: unknown, value?: unknown) => Step | Promise<Step>;

const RESUMES = ['next', 'return', 'throw'] as const;

/**
 * Makes the span of a generator cover its iteration: from the first `next()` until it is done,
 * throws, or is left early by `return()`. The generator object stays the same one; its three
 * methods are shadowed on it.
 *
 * @returns false when the object accepts no property
 */
export function followGenerator(generator: Generator | AsyncGenerator, call: TracedCall): boolean {
  if (!Object.isExtensible(generator)) {
    return false;
  }
  let iteration: { lifetime: SpanLifetime; context: Context } | undefined;
  for (const name of RESUMES) {
    const resume = generator[name] as Resume;
    Object.defineProperty(generator, name, {
      configurable: true,
      writable: true,
      value: (...args: [unknown?]) => {
        // A generator that is left before its first step runs nothing, then or later.
        if (iteration === undefined && name !== 'next') {
          stopFollowing(generator);
          return resume.apply(generator, args);
        }
        iteration ??= call.open();
        return runStep(generator, resume, args, iteration);
      },
    });
  }
  call.defer();
  return true;
}

function stopFollowing(generator: object): void {
  for (const name of RESUMES) {
    Reflect.deleteProperty(generator, name);
  }
}

function runStep(
  generator: object,
  resume: Resume,
  args: [unknown?],
  { lifetime, context: active }: { lifetime: SpanLifetime; context: Context },
): Step | Promise<Step> {
  try {
    const step = context.with(active, resume, generator, ...args);
    return types.isPromise(step) ? step.then(...afterStep(lifetime)) : endIfDone(step, lifetime);
  } catch (error) {
    lifetime.fail(error);
    throw error;
  }
}

function afterStep(lifetime: SpanLifetime) {
  return [
    (step: Step) => endIfDone(step, lifetime),
    (error: unknown) => {
      lifetime.fail(error);
      throw error;
    },
  ] as const;
}

function endIfDone(step: Step, lifetime: SpanLifetime): Step {
  if (step.done === true) {
    lifetime.succeed(step.value);
  }
  return step;
}
