import { diag } from '@opentelemetry/api';
import { emptyResource, resourceFromAttributes } from '@opentelemetry/resources';
import type {
  DetectedResourceAttributes,
  Resource,
  ResourceDetector,
} from '@opentelemetry/resources';
import { messages } from '../../errors/messages.js';

/** How long spans wait for what a detector finds out: shorter than an application waits to close. */
const PATIENCE_MS = 3_000;

/** Time is counted in steps: where the start of the application keeps the loop busy, nobody is slow. */
const STEP_MS = 100;

/** What a detector finds out: nothing when it throws, and of promises what is settled in time. */
export function detectResource(detector: ResourceDetector): Resource {
  const { name } = detector.constructor;
  try {
    const { attributes = {} } = detector.detect();
    return resourceFromAttributes(withDeadline(attributes, name));
  } catch (error) {
    diag.warn(messages.detectorFailed(name), error);
    return emptyResource();
  }
}

/** One deadline for all that a detector promises, which mostly comes of one request. */
function withDeadline(
  attributes: DetectedResourceAttributes,
  name: string,
): DetectedResourceAttributes {
  const promises = Object.values(attributes).filter(isPromise);
  if (promises.length === 0) {
    return attributes;
  }
  const deadline = startDeadline(promises, name);
  const bounded = (promise: Promise<undefined>) =>
    Promise.race([promise.catch(() => undefined), deadline]);
  return Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [
      key,
      isPromise(value) ? bounded(value) : value,
    ]),
  );
}

function startDeadline(promises: readonly Promise<unknown>[], name: string): Promise<undefined> {
  return new Promise((resolve) => {
    let waitedMs = 0;
    const timer = setInterval(() => {
      waitedMs += STEP_MS;
      if (waitedMs >= PATIENCE_MS) {
        clearInterval(timer);
        diag.warn(messages.detectorSlow(name, PATIENCE_MS));
        resolve(undefined);
      }
    }, STEP_MS).unref();
    void Promise.allSettled(promises).then((results) => {
      clearInterval(timer);
      const failure = results.find(({ status }) => status === 'rejected');
      if (failure !== undefined) {
        diag.warn(messages.detectorFailed(name), (failure as PromiseRejectedResult).reason);
      }
    });
  });
}

function isPromise(value: unknown): value is Promise<undefined> {
  return value instanceof Promise;
}
