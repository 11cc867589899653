import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWith } from '../../support/servers.js';
import { forgetCompiledLibrary } from '../support/run-fixture.js';
import { cells, columnsOf, leftOutOf, titleOf } from './cells.js';
import { goldShapes } from './gold-shapes.js';
import { expectedOf } from './limits.js';
import { printMatrix } from './print-matrix.js';
import type { Drawings } from './print-matrix.js';
import { inLanes, runCell, runGold } from './run-cell.js';
import { startFakeKafka } from '../../support/kafka/fake-kafka.js';
import { startFakeMongodb } from '../../support/fake-mongodb.js';

const allCellsMs = 300_000;
const columns = cells.flatMap(columnsOf);

describeWith('postgres', 'late patching', () => {
  describeWith('mysql', 'next to MySQL', () => {
    describeWith('redis', 'next to Redis', () => {
      describeWith('rabbitmq', 'next to RabbitMQ', matrix);
    });
  });
});

function matrix(): void {
  const drawings = new Map<string, Drawings>();
  let gold: Drawings = {};

  beforeAll(async () => {
    const [mongodb, kafka] = await Promise.all([startFakeMongodb(), startFakeKafka()]);
    const servers = { mongodb: mongodb.address, kafka: kafka.address };
    gold = await runGold(servers);
    await inLanes(2, cells, async (cell) => {
      const report = await runCell(cell, servers);
      for (const column of columnsOf(cell)) {
        drawings.set(titleOf(column), report[column.client] ?? {});
      }
    });
    mongodb.close();
    kafka.close();
  }, allCellsMs);

  afterAll(async () => {
    await forgetCompiledLibrary();
    if (process.env['PRINT_MATRIX'] === 'true') {
      const shown = columns.map((column) => [column, drawings.get(titleOf(column)) ?? {}] as const);
      printMatrix(gold, new Map(shown));
    }
  });

  it.each(Object.entries(goldShapes))(
    'is compared with spans of %s that are there',
    (name, shape) => {
      expect(gold[name]?.join('\n')).toMatch(shape);
    },
  );

  it('leaves no library out', () => {
    expect(Object.keys(gold).toSorted()).toEqual(Object.keys(goldShapes).toSorted());
  });

  describe.each(columns.map((column) => [titleOf(column), column] as const))(
    '%s',
    (title, column) => {
      const leftOut = leftOutOf(column);

      it.each(Object.keys(goldShapes).filter((name) => !leftOut.includes(name)))(
        'shows of %s what can be seen',
        (name) => {
          expect(drawings.get(title)?.[name]).toEqual(expectedOf(name, column, gold[name] ?? []));
        },
      );
    },
  );
}
