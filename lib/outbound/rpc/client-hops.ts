import { SpanKind } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import { describeEventHop, describeRequestHop } from '../../semconv/messages.js';
import type { HopDescription } from '../../semconv/messages.js';
import { errorType } from '../../spans/describe-error.js';
import { guarded } from '../../spans/guarded.js';
import { isError } from '../../spans/is-error.js';
import type { SpanDescription } from '../../spans/span-description.interface.js';
import type { ClientLike } from './client-like.interface.js';

/** What each of Nest's clients says, without a class or code, of requests that a lost connection left. */
const CONNECTION_CLOSED = 'Connection closed';

/** Patterns are few, except where somebody writes an id into them. */
const MAX_KNOWN = 500;

/** The spans of what one client sends, which are described once for each pattern. */
export class ClientHops {
  readonly #requests = new Map<string, SpanDescription>();
  readonly #events = new Map<string, SpanDescription>();

  /**
   * @param system by the name of the messaging conventions
   * @param server attributes of the server or broker it sends to
   */
  constructor(
    private readonly client: ClientLike,
    private readonly system: string,
    private readonly server: Attributes,
  ) {}

  request(pattern: unknown): SpanDescription {
    return remember(this.#requests, patternText(this.client, pattern), (text) =>
      this.#toServer(describeRequestHop(SpanKind.CLIENT, text)),
    );
  }

  event(pattern: unknown): SpanDescription {
    const { system } = this;
    return remember(this.#events, patternText(this.client, pattern), (destination) =>
      this.#toServer(describeEventHop({ kind: SpanKind.PRODUCER, system, destination })),
    );
  }

  #toServer(hop: HopDescription): SpanDescription {
    // Frozen, so that the engine checks and encodes them once.
    const attributes = Object.freeze({ ...hop.attributes, ...this.server });
    return { ...hop, attributes, errorType: typeOfFailure };
  }
}

function remember(
  known: Map<string, SpanDescription>,
  pattern: string,
  describe: (pattern: string) => SpanDescription,
): SpanDescription {
  const found = known.get(pattern);
  if (found !== undefined) {
    return found;
  }
  if (known.size >= MAX_KNOWN) {
    known.clear();
  }
  const made = describe(pattern);
  known.set(pattern, made);
  return made;
}

/** What is no Error was answered by the other side, as the value an RpcException was made of. */
function typeOfFailure(error: unknown): string {
  // A connection to RabbitMQ fails with what its event tells, and the error in it.
  const cause = (error as { err?: unknown } | null | undefined)?.err ?? error;
  if (!isError(cause)) {
    return 'RpcException';
  }
  return cause.message === CONNECTION_CLOSED ? 'ConnectionClosed' : errorType(cause);
}

/** Patterns are constants in code: strings, or objects such as `{ cmd: 'sum' }`, as Nest writes them. */
function patternText(client: ClientLike, pattern: unknown): string {
  return guarded('reading a pattern', readPattern, client, pattern) ?? 'message';
}

function readPattern(client: ClientLike, pattern: unknown): string {
  const text = client.normalizePattern?.(pattern);
  return typeof text === 'string' ? text : String(pattern);
}
