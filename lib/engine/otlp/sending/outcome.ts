import type { Failure } from './failure.js';

/** How one attempt to send a batch ended. */
export type Outcome =
  | { readonly kind: 'delivered'; readonly rejected: number; readonly message: string }
  | { readonly kind: 'refused'; readonly reason: string }
  | Failure;

/** @see https://opentelemetry.io/docs/specs/otlp/#retryable-response-codes */
const retryableStatuses = new Set([429, 502, 503, 504]);

export interface Answer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly retryAfter: string | undefined;
  readonly body: Buffer;
}

/** What the answer of a collector means. */
export function outcomeOf(answer: Answer, now: number): Outcome {
  const { status, body, retryAfter } = answer;
  if (status >= 200 && status < 300) {
    return { kind: 'delivered', ...readPartialSuccess(answer) };
  }
  if (retryableStatuses.has(status)) {
    const afterMs = waitAsked(retryAfter, now);
    return { kind: 'retryable', reason: `status ${status}`, afterMs, isPassing: true };
  }
  const said = printable(body.subarray(0, 200).toString());
  return {
    kind: 'refused',
    reason: said === '' ? `status ${status}` : `status ${status}: ${said}`,
  };
}

/**
 * Milliseconds from a Retry-After header, which has seconds or a date.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
function waitAsked(retryAfter: string | undefined, now: number): number | undefined {
  if (retryAfter === undefined) {
    return undefined;
  }
  const ms = /^\s*\d+\s*$/.test(retryAfter)
    ? Number(retryAfter) * 1_000
    : Date.parse(retryAfter) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/** Errors are protobuf too, with unreadable bytes around the message. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, ' ').trim();
}

function readPartialSuccess({ contentType, body }: Answer): { rejected: number; message: string } {
  const isProtobuf = contentType?.includes('protobuf') ?? true;
  const partialSuccess = isProtobuf ? fieldsOf(body).get(1) : undefined;
  const fields = partialSuccess instanceof Buffer ? fieldsOf(partialSuccess) : undefined;
  const rejected = fields?.get(1);
  const message = fields?.get(2);
  return {
    rejected: typeof rejected === 'number' ? rejected : 0,
    message: message instanceof Buffer ? printable(message.subarray(0, 200).toString()) : '',
  };
}

/** The varints and length-delimited fields of a small message by number; it ends where it makes no sense. */
function fieldsOf(message: Buffer): Map<number, number | Buffer> {
  const fields = new Map<number, number | Buffer>();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; at < message.length; factor *= 128) {
      const byte = message[at]!;
      at += 1;
      value += (byte & 127) * factor;
      if (byte < 128) break;
    }
    return value;
  };
  while (at < message.length) {
    const key = varint();
    const number = Math.floor(key / 8);
    if (key % 8 === 0) {
      fields.set(number, varint());
    } else if (key % 8 === 2) {
      const size = varint();
      fields.set(number, message.subarray(at, at + size));
      at += size;
    } else {
      break;
    }
  }
  return fields;
}
