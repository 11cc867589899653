import { realpathSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgetPrograms } from '../../support/compiled-program.js';
import { copyApi, installedFolder } from '../../support/copied-package.js';
import { reportOf } from './support/report-of.js';
import type { Report } from './support/report-of.js';

const line =
  'log nestjs-tracing: orders -> otlp http://localhost:4318, sampling 100 %, traced: Nest alone';
const ours = installedFolder('@opentelemetry/api');
/** Several processes at a time, on a machine that may have others to run. */
const withinMs = 60_000;
const older = '1.8.0';
const newer = '1.99.0';
let folder: string;
let copies: Readonly<Record<'older' | 'newer', string>>;
let reports: Readonly<Record<'olderFirst' | 'newerSecond' | 'olderSecond', Report>>;

beforeAll(async () => {
  folder = realpathSync(await mkdtemp(path.join(tmpdir(), 'nestjs-tracing-report-')));
  copies = {
    older: await copyApi(older, path.join(folder, older)),
    newer: await copyApi(newer, path.join(folder, newer)),
  };
  const options = { instrumentations: false };
  const [olderFirst, newerSecond, olderSecond] = await Promise.all([
    reportOf({ options, apiBefore: copies.older }),
    reportOf({ options, apiAfter: copies.newer }),
    reportOf({ options, apiAfter: copies.older }),
  ]);
  reports = { olderFirst, newerSecond, olderSecond };
}, withinMs);

afterAll(async () => {
  await rm(folder, { recursive: true });
  await forgetPrograms();
});

describe('a second copy of the API', () => {
  it('that is older and came first is the reason why there are no spans', () => {
    const { lines, diagnostics } = reports.olderFirst;

    expect(diagnostics).toMatchObject({
      state: 'blocked',
      problems: [{ code: 'API_COPY_IN_CHARGE' }],
    });
    expect(lines).toEqual([
      'log nestjs-tracing: orders -> nowhere',
      'warn nestjs-tracing: there are no spans, since version 1.8.0 of @opentelemetry/api ' +
        'registered something first and decides for the process, and ours is 1.9.1. ' +
        `Loaded besides ours: 1.8.0 in ${copies.older}. ` +
        'Have one version of it: "npm ls @opentelemetry/api" shows who brings the other.',
    ]);
  });

  it('that is newer and comes second has no spans itself', () => {
    const { lines, diagnostics } = reports.newerSecond;

    expect(diagnostics).toMatchObject({ state: 'on', problems: [{ code: 'API_COPY_TOO_NEW' }] });
    expect(lines).toEqual([
      line,
      `warn nestjs-tracing: what uses the @opentelemetry/api 1.99.0 in ${copies.newer} makes no spans, ` +
        'since it is too new for version 1.9.1, which was first and decides. ' +
        'Have one version of it: "npm ls @opentelemetry/api" shows who brings the other.',
    ]);
  });

  it('that is older and comes second does no harm, and is a note', () => {
    const { lines, diagnostics } = reports.olderSecond;

    expect(lines).toEqual([line]);
    expect(diagnostics.notes).toEqual([
      {
        code: 'API_COPIES',
        message:
          '2 copies of @opentelemetry/api are loaded, which get on with each other: ' +
          `1.9.1 in ${ours}, 1.8.0 in ${copies.older}.`,
      },
    ]);
  });
});
