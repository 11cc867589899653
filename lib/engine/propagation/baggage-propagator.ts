import { propagation } from '@opentelemetry/api';
import type { Context, TextMapGetter, TextMapPropagator, TextMapSetter } from '@opentelemetry/api';
import { isSuppressed } from '../context/context-keys.js';
import { formatMember, parseMember } from './baggage-member.js';
import type { BaggageMember } from './baggage-member.js';

const BAGGAGE = 'baggage';

/** As many as everybody has to pass on, and no more to pay for on each request. */
const MAX_MEMBERS = 64;

/** Characters of a header in all, which are bytes as nothing in it is more than ASCII. */
const MAX_LENGTH = 8_192;

/**
 * Carries baggage from process to process as the W3C says: up to 64 entries in 8,192 bytes, both when
 * it is read and when it is written. An entry that does not fit, or is malformed, is left out, and the
 * others go on.
 *
 * @see https://www.w3.org/TR/baggage/#limits
 */
export class BaggagePropagator implements TextMapPropagator {
  inject<Carrier>(context: Context, carrier: Carrier, setter: TextMapSetter<Carrier>): void {
    const baggage = isSuppressed(context) ? undefined : propagation.getBaggage(context);
    if (baggage === undefined) {
      return;
    }
    const header = joinFitting(baggage.getAllEntries());
    if (header !== '') {
      setter.set(carrier, BAGGAGE, header);
    }
  }

  extract<Carrier>(context: Context, carrier: Carrier, getter: TextMapGetter<Carrier>): Context {
    const header = headerOf(getter.get(carrier, BAGGAGE));
    const members = header === undefined ? [] : readFitting(header);
    return members.length === 0
      ? context
      : // Not by assignment, so that `__proto__` is a name like any other.
        propagation.setBaggage(context, propagation.createBaggage(Object.fromEntries(members)));
  }

  fields(): string[] {
    return [BAGGAGE];
  }
}

function headerOf(value: unknown): string | undefined {
  const joined: unknown = Array.isArray(value) ? value.join(',') : value;
  return typeof joined === 'string' && joined !== '' ? joined : undefined;
}

/** Reads no further than the limits, however long the header is. */
function readFitting(header: string): BaggageMember[] {
  // A member that was cut by the limit would be another one.
  const end = header.length > MAX_LENGTH ? header.lastIndexOf(',', MAX_LENGTH) : header.length;
  return header
    .slice(0, Math.max(end, 0))
    .split(',', MAX_MEMBERS)
    .flatMap((text) => {
      const member = parseMember(text);
      return member === undefined ? [] : [member];
    });
}

function joinFitting(members: readonly BaggageMember[]): string {
  let header = '';
  let count = 0;
  for (const member of members) {
    const text = formatMember(member);
    const joined = header === '' ? text : `${header},${text}`;
    if (count < MAX_MEMBERS && joined.length <= MAX_LENGTH) {
      header = joined;
      count += 1;
    }
  }
  return header;
}
