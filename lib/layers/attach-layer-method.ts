import type { LayerName } from '../options/layers.interface.js';
import type { Method } from '../spans/imitate.js';
import { memberName } from '../spans/recorded-parameters.js';
import { replaceMethod } from '../spans/replace-method.js';
import { isSpanSettled } from '../spans/trace-method.js';
import { LayerMethod } from './layer-method.js';

/** Where a method is, and what its calls become. */
export interface Attachment {
  readonly layer: LayerName;
  readonly key: string | symbol;
  readonly trace: (method: LayerMethod) => Method;
}

/** Traces a method of an object or of one of its prototypes, once; `@Span()` and `@NoSpan()` stand above. */
export function attachLayerMethod(target: object, { layer, key, trace }: Attachment): void {
  replaceMethod(target, key, (original) =>
    isSpanSettled(original) ? undefined : trace(new LayerMethod(layer, original, memberName(key))),
  );
}
