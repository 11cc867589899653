import { realpathSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgetPrograms } from '../../support/compiled-program.js';
import { copyPackage, installedFolder } from '../../support/copied-package.js';
import { reportOf } from './support/report-of.js';
import type { Report } from './support/report-of.js';

const require = createRequire(import.meta.url);
const cache = new URL('../../../node_modules/.cache/', import.meta.url);
const folder = path.join(realpathSync(fileURLToPath(cache)), `reported-${process.pid}`);

/** Processes of their own, on a machine that may have others to run. */
const withinMs = 60_000;
const line =
  'nestjs-tracing: orders -> otlp http://localhost:4318, sampling 100 %, ' +
  'traced: http, undici, pg, ioredis, redis';

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await forgetPrograms();
});

describe('an application in which nothing is wrong', () => {
  let report: Report;

  beforeAll(async () => {
    report = await reportOf(
      { before: ['pg'], after: ['redis'], imported: ['ioredis'] },
      { DEBUG: 'True' },
    );
  }, withinMs);

  it('says so in one line', () => {
    expect(report.lines).toEqual([`log ${line}`]);
  });

  it('shows each library, its version and its way as a table on stderr, for DEBUG=True', () => {
    const [first, ...rows] = report.stderr.trim().split('\n');

    expect(first).toBe(line);
    expect(rows.map((row) => row.trim().split(/ {2,}/))).toEqual([
      ['http', `Node ${process.versions.node}`, 'late'],
      ['fetch', `Node ${process.versions.node}`, 'built in'],
      ['pg', versionOf('pg'), 'late'],
      ['pg-pool', versionOf('pg-pool'), 'late'],
      ['ioredis', versionOf('ioredis'), 'late'],
      ['@redis/client', versionOf('@redis/client'), 'hook'],
    ]);
  });

  it('gives the same as data', () => {
    expect(report.diagnostics).toMatchObject({ state: 'on', problems: [], notes: [] });
    expect(report.diagnostics.delivery).toEqual({
      exporters: [{ name: 'otlp', endpoint: 'http://localhost:4318' }],
      sampleRatio: 1,
      isParentBased: true,
    });
  });
});

describe('an application in which nearly everything is wrong', () => {
  let report: Report;
  let places: Readonly<Record<'pg' | 'ioredis' | 'mongoose', string>>;

  beforeAll(async () => {
    places = {
      pg: await copyPackage('pg', '7.0.0', folder),
      ioredis: await copyPackage('ioredis', '5.9.9', folder),
      mongoose: await writeEmptyMongoose(),
    };
    report = await reportOf({
      options: { instrumentations: { amqplib: false } },
      before: [
        places.pg,
        path.join(places.ioredis, 'built', 'Redis.js'),
        places.mongoose,
        'ioredis',
        'mongodb',
        'mysql2',
        'winston',
        'amqplib',
        'kafkajs',
      ],
      missing: ['@opentelemetry/instrumentation-mongodb', '@opentelemetry/instrumentation-winston'],
      empty: ['@opentelemetry/instrumentation-mysql2'],
      helped: ['typeorm'],
    });
  }, withinMs);

  it('warns of each problem, with the copy it is about and what to do', () => {
    expect(report.lines).toEqual([
      'log nestjs-tracing: orders -> otlp http://localhost:4318, sampling 100 %, ' +
        'traced: http, undici, typeorm, pg, ioredis, kafkajs',
      `warn nestjs-tracing: "pg" 7.0.0 in ${places.pg} has no spans, since its instrumentation ` +
        'knows >=8.0.3 <9. Install such a version, or leave it out with ' +
        'instrumentations: { pg: false }.',
      `warn nestjs-tracing: "mysql2" ${versionOf('mysql2')} in ${installedFolder('mysql2')} has no spans, ` +
        "since @opentelemetry/instrumentation-mysql2 could not be loaded; OpenTelemetry's diag " +
        'logger has the error. Install it anew, or leave it out with ' +
        'instrumentations: { mysql2: false }.',
      `warn nestjs-tracing: "ioredis" 5.9.9 in ${places.ioredis} has no spans, since it was loaded ` +
        'in a way that cannot be patched: by its inner files, for instance. Call ' +
        'instrumentRedis(client), or start Node with --import nestjs-tracing/register, or leave it ' +
        'out with instrumentations: { ioredis: false }.',
      `warn nestjs-tracing: "mongodb" ${versionOf('mongodb')} in ${installedFolder('mongodb')} has no ` +
        'spans, since @opentelemetry/instrumentation-mongodb is not installed. Run "npm install ' +
        '@opentelemetry/instrumentation-mongodb", or leave it out with ' +
        'instrumentations: { mongodb: false }.',
      `warn nestjs-tracing: "mongoose" 9.0.0 in ${places.mongoose} has no spans or not all of ` +
        "them, since @opentelemetry/instrumentation-mongoose failed to patch it; OpenTelemetry's " +
        'diag logger has the error. Update both, or leave it out with ' +
        'instrumentations: { mongoose: false }.',
    ]);
  });

  it('notes what may be as it is, and says nothing of that in the log', () => {
    expect(report.diagnostics.notes).toEqual([
      {
        code: 'LOADED_EARLY',
        message:
          `"kafkajs" ${versionOf('kafkajs')} in ${installedFolder('kafkajs')} was in use before ` +
          'TracingModule, so its producers and consumers made before have no spans. To have ' +
          'them, start Node with --import nestjs-tracing/register.',
      },
      {
        code: 'INSTRUMENTATION_MISSING',
        message: expect.stringMatching(/^"winston" .* is not installed\. Run "npm install /),
      },
    ]);
  });

  it('gives a row to each copy, with its version, its folder and its way or its code', () => {
    const rows = report.diagnostics.libraries.map((row) => [
      `${row.packageName} ${row.version}`,
      row.folder,
      row.tracedBy ?? row.finding?.code,
    ]);
    const installed = (name: string) => [`${name} ${versionOf(name)}`, installedFolder(name)];

    expect(rows).toEqual([
      [`http ${process.version}`, undefined, 'late'],
      [`fetch ${process.version}`, undefined, 'built in'],
      ['typeorm undefined', undefined, 'helper'],
      ['pg 7.0.0', places.pg, 'UNSUPPORTED_VERSION'],
      [...installed('pg-pool'), 'late'],
      [...installed('mysql2'), 'INSTRUMENTATION_BROKEN'],
      ['ioredis 5.9.9', places.ioredis, 'NOT_PATCHABLE'],
      [...installed('ioredis'), 'late'],
      [...installed('amqplib'), 'SWITCHED_OFF'],
      [...installed('mongodb'), 'INSTRUMENTATION_MISSING'],
      ['mongoose 9.0.0', places.mongoose, 'PATCH_FAILED'],
      [...installed('kafkajs'), 'late'],
      [...installed('winston'), 'INSTRUMENTATION_MISSING'],
    ]);
  });
});

/** A package that has lost what its instrumentation wants to patch. */
async function writeEmptyMongoose(): Promise<string> {
  const mongoose = path.join(folder, 'node_modules', 'mongoose');
  await mkdir(mongoose, { recursive: true });
  const manifest = { name: 'mongoose', version: '9.0.0' };
  await writeFile(path.join(mongoose, 'package.json'), JSON.stringify(manifest));
  await writeFile(path.join(mongoose, 'index.js'), 'module.exports = {};');
  return mongoose;
}

function versionOf(name: string): string {
  const manifest = require(path.join(installedFolder(name), 'package.json')) as { version: string };
  return manifest.version;
}
