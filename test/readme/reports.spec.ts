import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportOf } from '../instrumentation/report/support/report-of.js';
import type { Report } from '../instrumentation/report/support/report-of.js';
import { forgetPrograms } from '../support/compiled-program.js';
import { copyApi, installedFolder } from '../support/copied-package.js';
import { readSection, textBlocksIn } from '../support/readme-sections.js';
import { startProgram } from '../support/run-program.js';

/** Processes of their own, on a machine that may have others to run. */
const withinMs = 60_000;
const registeredProvider = fileURLToPath(new URL('registered-provider.cjs', import.meta.url));
const ioredisFile = path.join(installedFolder('ioredis'), 'built', 'Redis.js');
const debug = { DEBUG: 'True' };

let folder: string;
let reports: Readonly<Record<keyof ReturnType<typeof misfortunes>, Report>>;

/** An application for each report that README.md shows. */
const misfortunes = (olderApi: string) => ({
  healthy: () => reportOf({ before: ['typeorm', 'pg', 'ioredis', 'amqplib'] }, debug),
  silent: () => reportOf({ options: { exporter: 'none' } }),
  refused: () => reportOf({ options: { instrumentations: false }, apiBefore: olderApi }),
  alone: () => reportOf({ options: { instrumentations: false } }),
  guest: () => reportOf({ before: [registeredProvider] }),
  nameless: () => {
    const missing = ['@opentelemetry/instrumentation-mongodb'];
    return reportOf({ before: ['mongodb', ioredisFile], missing }, { OTEL_SERVICE_NAME: '' });
  },
  frugal: () => {
    const sampling = { ratio: 0.1, rules: [{ route: '/checkout' }] };
    const options = { instrumentations: { pg: false }, sampling };
    return reportOf({ before: ['typeorm', 'pg'], options }, debug);
  },
});

beforeAll(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'nestjs-tracing-readme-')));
  const olderApi = await copyApi('1.8.0', path.join(folder, 'api'));
  const all = Object.entries(misfortunes(olderApi));
  const told = await Promise.all([tellEach(all.slice(0, 4)), tellEach(all.slice(4))]);
  reports = Object.fromEntries(told.flat()) as typeof reports;
}, withinMs);

afterAll(async () => {
  await rm(folder, { recursive: true });
  await forgetPrograms();
});

describe('README.md shows what the start-up report prints', () => {
  it('when nothing is wrong', () => {
    const [line, table] = shownUnder('## Troubleshooting');

    expect(linesOf(reports.healthy)).toEqual(line);
    expect(tableOf(reports.healthy)).toEqual(table);
  });

  it('when there are no traces', () => {
    const [silent, refused] = shownUnder('### No traces');

    expect(linesOf(reports.silent)).toEqual(silent);
    expect(linesOf(reports.refused)).toEqual(refused);
  });

  it('when traces are disconnected', () => {
    expect([linesOf(reports.alone)]).toEqual(shownUnder('### Disconnected traces'));
  });

  it('when spans are double', () => {
    expect([linesOf(reports.guest)]).toEqual(shownUnder('### Double spans'));
  });

  it('when database spans are missing', () => {
    const [, ...warnings] = linesOf(reports.nameless);

    expect([warnings]).toEqual(shownUnder('### Missing database spans'));
  });

  it('when the service name is wrong', () => {
    const [line] = linesOf(reports.nameless);

    expect([[line]]).toEqual(shownUnder('### Wrong service name'));
  });

  it('when there were too many spans', () => {
    const libraries = tableOf(reports.frugal).slice(2);

    expect([libraries]).toEqual(shownUnder('### Too many spans'));
  });

  it('when the overhead was high', () => {
    expect([linesOf(reports.frugal)]).toEqual(shownUnder('### High overhead'));
  });
});

it(
  'README.md shows what DEBUG=True prints of the first request',
  async () => {
    const running = await startProgram(new URL('first-trace.ts', import.meta.url), debug);
    await running.written('http://');
    await (await fetch(running.stdout().trim())).text();
    running.kill('SIGTERM');
    await running.ended();
    const [shown = ''] = textBlocksIn(readSection('## Start in five minutes'));

    expect(withoutTimes(running.stderr().slice(running.stderr().indexOf('GET')))).toEqual(
      withoutTimes(shown),
    );
  },
  withinMs,
);

/** One process after the other: as many as there are would outlast their deadline. */
async function tellEach(
  applications: [name: string, report: () => Promise<Report>][],
): Promise<[name: string, report: Report][]> {
  const told: [string, Report][] = [];
  for (const [name, report] of applications) told.push([name, await report()]);
  return told;
}

/** Each block below the heading as its lines, as `linesOf()` and `tableOf()` have them. */
function shownUnder(heading: string): string[][] {
  return textBlocksIn(readSection(heading)).map((block) => block.split('\n').map(withoutPlace));
}

/** What Nest's logger writes behind its time. */
function linesOf({ lines }: Report): string[] {
  return lines.map((line) =>
    withoutPlace(line.replace(/^(\w+)/, (level) => `${level.toUpperCase()} [TracingModule]`)),
  );
}

function tableOf({ stderr }: Report): string[] {
  return stderr
    .split('\n')
    .filter((line) => line.startsWith('  '))
    .map(withoutPlace);
}

/** A trace as it is printed, without what no two have in common. */
function withoutTimes(trace: string): string[] {
  const lines = trace.trim().split('\n');
  return lines.map((line) =>
    line
      .replace(/ +[\d.]+ ms +▕.*▏/, ' …')
      .replace(/^trace \w+$/, 'trace …')
      .replaceAll(/ +/g, ' ')
      .trim(),
  );
}

/** Without versions and folders, which are those of this machine, and with one blank between cells. */
function withoutPlace(line: string): string {
  return line
    .replaceAll(/\d+\.\d+\.\d+/g, 'x.y.z')
    .replaceAll(/\/\S*?\/node_modules\//g, '/app/node_modules/')
    .replaceAll(/ +/g, ' ')
    .trim();
}
