import type { AttributeValue, Attributes } from '@opentelemetry/api';
import { isAttributeValue } from '@opentelemetry/core';

/**
 * Attributes from an object that can never change, so that they are checked and encoded once
 * instead of once per span. To profit, freeze what a route or a decorated method sets on every
 * span: `Object.freeze({ 'code.function.name': 'OrdersService.place' })`.
 */
export class ConstantAttributes {
  readonly keys: readonly string[];

  /** Length of the longest text among the values, in UTF-16 units. */
  readonly longestText: number;

  /** Their bytes, kept here by the encoder. */
  encoded: unknown = undefined;

  /** The last set that was found to share no key with this one. */
  private disjoint: ConstantAttributes | undefined = undefined;

  constructor(readonly pairs: readonly (readonly [key: string, value: AttributeValue])[]) {
    this.keys = pairs.map(([key]) => key);
    const texts = pairs.flatMap(([, value]) => value).filter((one) => typeof one === 'string');
    this.longestText = Math.max(0, ...texts.map(({ length }) => length));
  }

  /** Sets are short, and of names that V8 compares by their address. */
  has(key: string): boolean {
    for (let index = 0; index < this.keys.length; index += 1) {
      if (this.keys[index] === key) return true;
    }
    return false;
  }

  isDisjointFrom(other: ConstantAttributes): boolean {
    if (this.disjoint === other) {
      return true;
    }
    const isDisjoint = other.keys.every((key) => !this.has(key));
    if (isDisjoint) {
      this.disjoint = other;
    }
    return isDisjoint;
  }
}

/** Of each frozen object that was seen; null for those that hold something changeable or invalid. */
const known = new WeakMap<Attributes, ConstantAttributes | null>();

/** The constant attributes in an object, or undefined when it is none of that kind. */
export function constantAttributesOf(attributes: Attributes): ConstantAttributes | undefined {
  const found = known.get(attributes);
  if (found !== undefined) {
    return found ?? undefined;
  }
  if (attributes === null || typeof attributes !== 'object' || !Object.isFrozen(attributes)) {
    return undefined;
  }
  const made = isConstant(attributes) ? new ConstantAttributes(pairsOf(attributes)) : undefined;
  known.set(attributes, made ?? null);
  return made;
}

function isConstant(attributes: Attributes): boolean {
  return Object.entries(Object.getOwnPropertyDescriptors(attributes)).every(
    ([key, { get, value }]) =>
      key !== '' &&
      get === undefined &&
      isAttributeValue(value) &&
      (!Array.isArray(value) || Object.isFrozen(value)),
  );
}

function pairsOf(attributes: Attributes): [string, AttributeValue][] {
  return Object.entries(attributes).filter(
    (pair): pair is [string, AttributeValue] => pair[1] !== undefined && pair[1] !== null,
  );
}
