import { afterAll, expect, it } from 'vitest';
import { describeWith } from '../../support/servers.js';
import { forgetCompiledLibrary, runFixture } from '../support/run-fixture.js';
import type { ReportedSpan } from '../support/run-fixture.js';

interface Report {
  readonly spans: readonly ReportedSpan[];
  readonly isSame: boolean;
}

afterAll(forgetCompiledLibrary);

describeWith('rabbitmq', 'instrumentRabbitMq() with amqp-connection-manager', () => {
  it.each(['a manager that connects', 'a manager with a channel', 'a channel'])(
    'has each message hang from where it was published, given %s',
    async (work) => {
      const { spans, isSame } = await runFixture<Report>('connection-managers', { work });

      expect(isSame).toBe(true);
      expect(spans.map((span) => lineage(span, spans)).toSorted()).toEqual([
        'first',
        'publish <default> < first',
        'publish <default> < second',
        'queue process < publish <default> < first',
        'queue process < publish <default> < second',
        'second',
      ]);
    },
  );
});

function lineage(span: ReportedSpan, spans: readonly ReportedSpan[]): string {
  const parent = spans.find(({ id }) => id === span.parentId);
  const name = span.name.replace(/managed-\d+/, 'queue');
  return parent === undefined ? name : `${name} < ${lineage(parent, spans)}`;
}
