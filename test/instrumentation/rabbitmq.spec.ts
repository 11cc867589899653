import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWith, serverUrl } from '../support/servers.js';
import { forgetCompiledLibrary, runFixture } from './support/run-fixture.js';
import type { ReportedSpan } from './support/run-fixture.js';

interface Report {
  readonly spans: readonly ReportedSpan[];
  readonly received: readonly { readonly text: string; readonly headers: object }[];
  readonly confirmed: readonly string[];
  readonly options: unknown;
}

const orders = {
  'required and connected before': 'before-require',
  'imported and connected before': 'before-import',
  'required after': 'after-require',
  'imported after': 'after-import',
};

const mine = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
let report: Report;

const spanNamed = (name: string): ReportedSpan | undefined =>
  report.spans.find((span) => span.name === name);
const childrenOf = (parent: ReportedSpan | undefined): ReportedSpan[] =>
  report.spans.filter(({ parentId }) => parentId === parent?.id);
const below = (name: string): string[] => {
  const children = childrenOf(spanNamed(name));
  return [...children, ...children.flatMap(childrenOf)].map(({ kind }) => kind);
};

afterAll(forgetCompiledLibrary);

describeWith('rabbitmq', 'amqplib and amqp-connection-manager', () => {
  describe.each(Object.entries(orders))('%s', (_, order) => {
    beforeAll(async () => {
      report = await runFixture<Report>('rabbitmq', { order });
    });

    it.each(['first', 'second', 'confirmed', 'queued one', 'queued two', 'managed'])(
      'has a PRODUCER and a CONSUMER below the span that published: %s',
      (name) => {
        expect(below(name)).toEqual(['PRODUCER', 'CONSUMER']);
      },
    );

    it('makes no other spans, but for a message published in no trace', () => {
      const [published] = report.spans.filter(
        ({ kind, parentId }) => kind === 'PRODUCER' && parentId === undefined,
      );

      expect(childrenOf(published).map(({ kind }) => kind)).toEqual(['CONSUMER']);
      expect(report.spans.filter(({ kind }) => kind === 'PRODUCER')).toHaveLength(7);
      expect(report.spans.filter(({ kind }) => kind === 'CONSUMER')).toHaveLength(8);
    });

    it('leaves a message alone that carries a trace context', () => {
      const message = report.received.find(({ text }) => text === '4');
      const consumer = report.spans.find(({ parentId }) => parentId === 'b7ad6b7169203331');

      expect(message?.headers).toEqual({ traceparent: mine });
      expect(below('own context')).toEqual([]);
      expect(consumer?.kind).toBe('CONSUMER');
    });

    it('calls back in the trace that published', () => {
      const traces = ['confirmed', 'own context'].map((name) => spanNamed(name)?.traceId);

      expect(report.confirmed).toEqual(traces);
    });

    it('leaves the options of the caller as they were, to be used again', () => {
      expect(report.options).toEqual({ headers: { tenant: 'a' } });
    });

    it('tells of the message in the words of the conventions, without credentials', () => {
      const [{ attributes: sent } = {}] = childrenOf(spanNamed('first'));
      const [{ attributes: processed } = {}] = childrenOf(childrenOf(spanNamed('first'))[0]);
      const { hostname, port } = new URL(serverUrl('rabbitmq'));
      const queue = expect.stringMatching(/^nestjs-tracing-amqp-\d+$/) as string;
      const expected = (operation: string) => ({
        'messaging.system': 'rabbitmq',
        'messaging.operation.name': operation,
        'messaging.operation.type': operation,
        'messaging.destination.name': queue,
        'messaging.rabbitmq.destination.routing_key': queue,
        'network.protocol.name': 'amqp',
        'network.protocol.version': '0.9.1',
        'network.peer.address': expect.any(String) as string,
        'network.peer.port': Number(port) || 5672,
        'server.address': hostname,
        'server.port': Number(port) || 5672,
      });

      expect(sent).toEqual(expected('send'));
      expect(processed).toMatchObject(expected('process'));
    });
  });
});
