import type { Attributes } from '@opentelemetry/api';
import { ATTR_NESTJS_EVENT_NAME, ATTR_NESTJS_TYPE } from '../../semconv/nestjs-attributes.js';
import { methodsOf } from '../../spans/methods-of.js';
import { methodName, readParameters, recordedParameters } from '../../spans/recorded-parameters.js';
import type { SpanDescription } from '../../spans/span-description.interface.js';

type Describe = (event: string | undefined, args: readonly unknown[]) => SpanDescription;

const describers = new WeakMap<object, Map<string | symbol, Describe>>();

/** How the calls of one listener are described, by the event and what came with it. */
export function describerOf(instance: object, key: string | symbol): Describe {
  // One of a request scope is another instance each time.
  const type: object = instance.constructor ?? instance;
  let ofClass = describers.get(type);
  if (ofClass === undefined) {
    ofClass = new Map();
    describers.set(type, ofClass);
  }
  let describe = ofClass.get(key);
  if (describe === undefined) {
    describe = makeDescriber(instance, key);
    ofClass.set(key, describe);
  }
  return describe;
}

function makeDescriber(instance: object, key: string | symbol): Describe {
  const name = methodName({ target: instance, key });
  const owner = methodsOf(instance.constructor).find((one) => one.key === key)?.owner;
  const parameters = owner === undefined ? [] : recordedParameters({ target: owner, key });
  return (event, args) => {
    const attributes: Attributes = {
      [ATTR_NESTJS_TYPE]: 'event_listener',
      ...(event !== undefined && { [ATTR_NESTJS_EVENT_NAME]: event }),
      ...readParameters(parameters, args),
    };
    return { name, attributes };
  };
}
