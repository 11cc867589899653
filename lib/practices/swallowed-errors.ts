import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { practiceMessages } from '../errors/practice-messages.js';
import { ATTR_HTTP_RESPONSE_STATUS_CODE } from '../semconv/attributes.js';
import { ATTR_NESTJS_TYPE } from '../semconv/nestjs-attributes.js';
import { TRACER_NAME } from '../tracing.constants.js';
import type { Advice } from './advice.js';
import { shapeOfName } from './names/name-shape.js';
import type { SeenSpan } from './seen-span.interface.js';

/** Most failures remembered of one span. */
const MAX_FAILURES = 8;

/**
 * What failed right below one open span, and is neither made good by another try nor told of on the
 * span itself.
 */
export class FailuresBelow {
  /** By the name of what failed, without the number of a try: how much the span above said by then. */
  readonly #saidBefore = new Map<string, number>();

  note(child: SeenSpan, above: SeenSpan): void {
    if (!hasFailed(child)) {
      // Another try has succeeded.
      this.#forgive(child);
    } else if (this.#saidBefore.size < MAX_FAILURES) {
      const name = shapeOfName(child.name).text;
      this.#saidBefore.set(name, this.#saidBefore.get(name) ?? said(above));
    }
  }

  /** The span above has ended, and no error has left its work. */
  judge(above: SeenSpan, advice: Advice): void {
    const now = said(above);
    const [failed] = [...this.#saidBefore].find(([, before]) => before === now) ?? [];
    if (failed !== undefined && above.status.code === SpanStatusCode.UNSET) {
      const name = shapeOfName(above.name).text;
      advice.give('ERROR_SWALLOWED', name, () => practiceMessages.errorSwallowed(name, failed));
    }
  }

  #forgive(child: SeenSpan): void {
    // Most spans have nothing failed beside them.
    if (this.#saidBefore.size > 0) {
      this.#saidBefore.delete(shapeOfName(child.name).text);
    }
  }
}

/** Whether a span is of a method with `@Span()` or of `runInSpan()`: Nest's layers answer errors. */
export function isOfUsersWork({ kind, attributes, instrumentationScope }: SeenSpan): boolean {
  return (
    kind === SpanKind.INTERNAL &&
    instrumentationScope.name === TRACER_NAME &&
    !(ATTR_NESTJS_TYPE in attributes)
  );
}

/** A refusal of another service, such as a 404, is an answer. */
function hasFailed({ status, attributes }: SeenSpan): boolean {
  const httpStatus = attributes[ATTR_HTTP_RESPONSE_STATUS_CODE];
  const isAnswer = typeof httpStatus === 'number' && httpStatus < 500;
  return status.code === SpanStatusCode.ERROR && !isAnswer;
}

/** How much a span says: a retry that is counted or an event that is added changes it. */
function said({ attributes, events, links }: SeenSpan): number {
  return Object.keys(attributes).length + events.length + links.length;
}
