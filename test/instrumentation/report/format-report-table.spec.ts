import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { formatReportTable } from '../../../lib/instrumentation/report/format-report-table.js';
import type { TracingDiagnostics } from '../../../lib/index.js';

const missing = {
  code: 'INSTRUMENTATION_MISSING',
  message:
    '"mongodb" 7.9.0 has no spans. Run "npm install @opentelemetry/instrumentation-mongodb".',
} as const;
const early = { code: 'LOADED_EARLY', message: '"kafkajs" was in use before.' } as const;
const switchedOff = { code: 'SWITCHED_OFF', message: '' } as const;

const diagnostics: TracingDiagnostics = {
  serviceName: 'orders',
  state: 'on',
  delivery: { exporters: [], sampleRatio: 1, isParentBased: true },
  libraries: [
    { library: 'nest', packageName: 'http server', version: '12.5.1', tracedBy: 'built in' },
    { library: 'http', packageName: 'http', version: 'v20.20.2', tracedBy: 'late' },
    { library: 'typeorm', packageName: 'typeorm', tracedBy: 'helper' },
    { library: 'pg', packageName: 'pg', version: '8.0.0', folder: '/a/pg', tracedBy: 'hook' },
    { library: 'pg', packageName: 'pg', version: '8.1.0', folder: '/b/pg', finding: switchedOff },
    {
      library: 'mongodb',
      packageName: 'mongodb',
      version: '7.9.0',
      folder: '/a/m',
      finding: missing,
    },
    {
      library: 'kafkajs',
      packageName: 'kafkajs',
      version: '2.2.4',
      folder: '/a/k',
      tracedBy: 'late',
      finding: early,
    },
  ],
  problems: [missing],
  notes: [early],
};

const lines = [
  'nestjs-tracing: orders -> no exporter, sampling 100 %, traced: http, typeorm, pg, kafkajs',
  '  Nest http server  12.5.1        built in',
  '  http              Node 20.20.2  late',
  '  typeorm           ?             helper',
  '  pg                8.0.0         hook      /a/pg',
  '  pg                8.1.0         -         switched off, /b/pg',
  '  mongodb           7.9.0         -         its instrumentation is not installed',
  '  kafkajs           2.2.4         late      not all of it, since it was loaded early',
  `✖ ${missing.message}`,
  `· ${early.message}`,
];

describe('formatReportTable()', () => {
  it('aligns the columns, and puts what is to be done below', () => {
    const table = formatReportTable(diagnostics, { colors: false, width: Infinity });

    expect(table.split('\n')).toEqual(lines);
  });

  it('cuts rows at the width of the terminal, and no sentence', () => {
    const table = formatReportTable(diagnostics, { colors: false, width: 50 });

    expect(table.split('\n')).toEqual(
      lines.map((line) =>
        line.startsWith(' ') && line.length > 50 ? `${line.slice(0, 49)}…` : line,
      ),
    );
  });

  it('colours only when told to', () => {
    const table = formatReportTable(diagnostics, { colors: true, width: Infinity });

    expect(
      stripVTControlCharacters(table)
        .split('\n')
        .map((line) => line.trimEnd()),
    ).toEqual(lines);
    expect(table).toContain('\u001B[32mlate');
  });
});
