import { diag } from '@opentelemetry/api';
import type { AttributeValue, Attributes } from '@opentelemetry/api';
import { isAttributeValue } from '@opentelemetry/core';
import { constantAttributesOf } from './constant-attributes.js';
import type { ConstantAttributes } from './constant-attributes.js';
import type { ResolvedSpanLimits } from './span-limits.js';
import { truncateValue } from './truncate-value.js';

/** From this many keys on, an object finds a key faster than a look through the array. */
const MANY_KEYS = 48;

/**
 * The attributes of one span, in a form that is cheap to add to and to encode: keys and values in
 * one array, and whole constant sets by reference. The object that ReadableSpan promises is made
 * when first read; from then on it is the truth, since processors may write into it.
 *
 * @see https://opentelemetry.io/docs/specs/otel/common/#attribute
 */
export class AttributeList {
  /** key, value, key, value ... */
  readonly flat: (string | AttributeValue)[] = [];

  /** Sets that share no key with each other or with `flat`. */
  constants: ConstantAttributes[] | undefined = undefined;

  object: Attributes | undefined = undefined;
  dropped = 0;
  private count = 0;

  constructor(private readonly limits: ResolvedSpanLimits) {}

  /** `searched` is how much of `flat` may hold the key already. */
  set(key: string, value: AttributeValue, searched = this.flat.length): void {
    if (key.length === 0) {
      diag.warn(`Invalid attribute key: ${key}`);
    } else if (typeof value === 'string') {
      const fits = value.length <= this.limits.attributeValueLengthLimit;
      this.keep(key, fits ? value : this.cut(value), searched);
    } else if (typeof value === 'number' || typeof value === 'boolean') {
      this.keep(key, value, searched);
    } else if (isAttributeValue(value)) {
      this.keep(key, this.cut(value), searched);
    } else {
      diag.warn(`Invalid attribute value set for key: ${key}`);
    }
  }

  setAll(attributes: Attributes): void {
    const constants = constantAttributesOf(attributes);
    if (constants !== undefined && this.tryConstants(constants)) {
      return;
    }
    // The keys of one object differ from each other, so that they are sought among the earlier ones
    // only; unless a constant set may come to lie among them.
    const searched = this.constants === undefined ? this.flat.length : undefined;
    for (const key in attributes) {
      // Unlike Object.hasOwn() this costs nothing here: V8 knows it from the loop.
      if (Object.prototype.hasOwnProperty.call(attributes, key)) {
        const value = attributes[key];
        if (value !== undefined && value !== null) {
          this.set(key, value, searched);
        }
      }
    }
  }

  /** The attributes as an object, which is the truth from now on. */
  toObject(): Attributes {
    if (this.object === undefined) {
      this.dissolveConstants();
      this.object = {};
      for (let index = 0; index < this.flat.length; index += 2) {
        this.object[this.flat[index] as string] = this.flat[index + 1] as AttributeValue;
      }
    }
    return this.object;
  }

  private cut(value: AttributeValue): AttributeValue {
    return truncateValue(value, this.limits.attributeValueLengthLimit);
  }

  private keep(key: string, value: AttributeValue, searched: number): void {
    if (this.constants !== undefined && isAmong(this.constants, key)) {
      this.dissolveConstants();
      // The key has just become one of `flat`.
      this.keep(key, value, this.flat.length);
      return;
    }
    if (this.object !== undefined) {
      this.keepInObject(this.object, key, value);
      return;
    }
    const { flat } = this;
    for (let index = 0; index < searched; index += 2) {
      if (flat[index] === key) {
        flat[index + 1] = value;
        return;
      }
    }
    if (this.hasRoom()) {
      flat.push(key, value);
    }
    if (flat.length > 2 * MANY_KEYS) {
      this.toObject();
    }
  }

  private keepInObject(object: Attributes, key: string, value: AttributeValue): void {
    if (Object.hasOwn(object, key) || this.hasRoom()) {
      object[key] = value;
    }
  }

  /** Counts one more attribute, or one more that was dropped. */
  private hasRoom(): boolean {
    if (this.count >= this.limits.attributeCountLimit) {
      this.dropped += 1;
      return false;
    }
    this.count += 1;
    return true;
  }

  /** Takes the set as it is, unless a limit or a key that is there already asks for more care. */
  private tryConstants(added: ConstantAttributes): boolean {
    const { limits, object, count, flat } = this;
    if (object !== undefined || added.longestText > limits.attributeValueLengthLimit) return false;
    if (count + added.pairs.length > limits.attributeCountLimit) return false;
    if (this.constants?.every((other) => other.isDisjointFrom(added)) === false) return false;
    for (let index = 0; index < flat.length; index += 2) {
      if (added.has(flat[index] as string)) return false;
    }
    if (this.constants === undefined) this.constants = [added];
    else this.constants.push(added);
    this.count += added.pairs.length;
    return true;
  }

  private dissolveConstants(): void {
    for (const { pairs } of this.constants ?? []) {
      pairs.forEach(([key, value]) =>
        this.flat.push(key, Array.isArray(value) ? ([...value] as AttributeValue) : value),
      );
    }
    this.constants = undefined;
  }
}

function isAmong(sets: readonly ConstantAttributes[], key: string): boolean {
  for (const set of sets) {
    if (set.has(key)) return true;
  }
  return false;
}
