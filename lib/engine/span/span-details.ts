import { diag } from '@opentelemetry/api';
import type { Attributes, HrTime, Link } from '@opentelemetry/api';
import { sanitizeAttributes } from '@opentelemetry/core';
import type { TimedEvent } from '@opentelemetry/sdk-trace-node';
import type { ResolvedSpanLimits } from './span-limits.js';
import { truncateValue } from './truncate-value.js';

/** Events and links, which most spans have none of. When there are too many, the oldest go. */
export class SpanDetails {
  readonly events: TimedEvent[] = [];
  readonly links: Link[] = [];
  droppedEvents = 0;
  droppedLinks = 0;

  constructor(private readonly limits: ResolvedSpanLimits) {}

  addEvent(name: string, attributes: Attributes | undefined, time: HrTime): void {
    const { eventCountLimit, attributePerEventCountLimit } = this.limits;
    if (eventCountLimit === 0) {
      diag.warn('No events allowed.');
      this.droppedEvents += 1;
      return;
    }
    if (this.events.length >= eventCountLimit) {
      this.events.shift();
      this.droppedEvents += 1;
    }
    const { kept, dropped } = this.limit(attributes, attributePerEventCountLimit);
    this.events.push({ name, attributes: kept, time, droppedAttributesCount: dropped });
  }

  addLink({ context, attributes }: Link): void {
    const { linkCountLimit, attributePerLinkCountLimit } = this.limits;
    if (this.links.length >= linkCountLimit) {
      this.links.shift();
      this.droppedLinks += 1;
    }
    if (linkCountLimit === 0) {
      return;
    }
    const { kept, dropped } = this.limit(attributes, attributePerLinkCountLimit);
    this.links.push({
      context,
      ...(Object.keys(kept).length > 0 && { attributes: kept }),
      ...(dropped > 0 && { droppedAttributesCount: dropped }),
    });
  }

  /** Says what was dropped, when the span has ended. */
  reportDrops(): void {
    if (this.droppedEvents > 0) {
      diag.warn(`Dropped ${this.droppedEvents} events because eventCountLimit reached`);
    }
    if (this.droppedLinks > 0) {
      diag.warn(`Dropped ${this.droppedLinks} links because linkCountLimit reached`);
    }
  }

  private limit(
    attributes: Attributes | undefined,
    countLimit: number,
  ): { kept: Attributes; dropped: number } {
    const pairs = Object.entries(sanitizeAttributes(attributes));
    const kept: Attributes = {};
    for (const [key, value] of pairs.slice(0, countLimit)) {
      kept[key] = value && truncateValue(value, this.limits.attributeValueLengthLimit);
    }
    return { kept, dropped: Math.max(0, pairs.length - countLimit) };
  }
}
