import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWith, serverUrl } from '../../support/servers.js';
import { bundleFixture } from '../support/bundle-fixture.js';
import { forgetCompiledLibrary, runFixture, runProgram } from '../support/run-fixture.js';
import type { ReportedSpan } from '../support/run-fixture.js';
import { everySpan, noSpan, outlines } from './spans-of-clients.js';
import type { WorkSpans } from './spans-of-clients.js';

interface Report {
  readonly phases: Readonly<Record<string, WorkSpans>>;
  readonly isSame: boolean;
  /** Methods that were wrapped while tracing was off. */
  readonly patched?: readonly string[];
}

const run = (order: string): Promise<Report> => runFixture<Report>('clients', { order });
const runBundled = async (order: string): Promise<Report> => {
  const bundle = await bundleFixture('clients');
  try {
    return await runProgram<Report>(bundle.file, { order });
  } finally {
    await bundle.remove();
  }
};
const database = new URL(serverUrl('postgres')).pathname.slice(1);
const spansIn = (report: Report, phase: string): Record<string, string[]> =>
  outlines(report.phases[phase] ?? {}, database);

afterAll(forgetCompiledLibrary);

describeWith('postgres', 'the helpers for clients in use', () => {
  describeWith('mysql', 'of two databases', () => {
    describeWith('redis', 'of Redis', () => {
      describeWith('rabbitmq', 'and of RabbitMQ', () => {
        describe.each([
          ['that have no module any more', run],
          ['in an application bundled into one file', runBundled],
        ])('for clients %s', (_, runOne) => {
          let report: Report;

          beforeAll(async () => {
            report = await runOne('past every hook');
          });

          it('are needed', () => {
            expect(spansIn(report, 'without helpers')).toEqual(noSpan);
          });

          it('make every span once, called twice', () => {
            expect(spansIn(report, 'with helpers, twice')).toEqual(everySpan);
          });

          it('make no span twice when the hook finds the modules after all', () => {
            expect(spansIn(report, 'then found by the hook')).toEqual(everySpan);
          });

          it('return the very same client', () => {
            expect(report.isSame).toBe(true);
          });

          it('have TypeORM tell what only the driver knows', () => {
            const { 'typeorm save': save, 'typeorm over mysql2': mysql } =
              report.phases['with helpers, twice'] ?? {};

            expect(attributesOf(save)).toMatchObject({
              'db.query.text': expect.stringMatching(/^START TRANSACTION; INSERT .*; COMMIT$/),
              ...serverOf('postgres', 5432),
            });
            expect(attributesOf(mysql)).toMatchObject({
              'db.namespace': 'information_schema',
              ...serverOf('mysql', 3306),
            });
          });

          it('know the broker a connection goes to', () => {
            const { amqplib } = report.phases['with helpers, twice'] ?? {};

            expect(attributesOf(amqplib)).toMatchObject({
              'messaging.system': 'rabbitmq',
              'network.protocol.name': 'amqp',
              'server.address': expect.stringMatching(/^[\da-f.:]+$/),
              'server.port': portOf('rabbitmq', 5672),
            });
          });
        });

        describe('called before tracing is on', () => {
          let report: Report;

          beforeAll(async () => {
            report = await run('the helpers first');
          });

          it('make no spans', () => {
            expect(spansIn(report, 'without tracing')).toEqual(noSpan);
          });

          it('patch nothing', () => {
            expect(report.patched).toEqual([]);
          });

          it('make them once it is, although the option is false', () => {
            expect(spansIn(report, 'then tracing')).toEqual({
              ...everySpan,
              // Nobody handed over a client of pg, which is listened to for TypeORM alone.
              'pg beside TypeORM': [],
            });
          });

          it('make no span twice with the option auto', () => {
            expect(spansIn(report, 'then the hook')).toEqual(everySpan);
          });
        });

        it('change nothing for clients the hook has patched', async () => {
          const report = await run('the hook first');

          expect(spansIn(report, 'then the helpers')).toEqual(everySpan);
        });
      });
    });
  });
});

function attributesOf(spans: readonly ReportedSpan[] = []): unknown {
  return spans[0]?.attributes;
}

function serverOf(id: 'postgres' | 'mysql', port: number): object {
  return {
    'server.address': new URL(serverUrl(id)).hostname,
    'server.port': portOf(id, port),
  };
}

function portOf(id: 'postgres' | 'mysql' | 'rabbitmq', port: number): number {
  return Number(new URL(serverUrl(id)).port) || port;
}
