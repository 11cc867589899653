import { renderCells } from '../../terminal/render-cells.js';
import type { Cell, LineFormat } from '../../terminal/render-cells.js';
import { formatReportLine } from './format-report-line.js';
import type {
  DiagnosticCode,
  LibraryDiagnostics,
  TracingDiagnostics,
} from './tracing-diagnostics.interface.js';

/** In a row there is room for a few words; the sentence stands below the table. */
const IN_A_FEW_WORDS: Readonly<Partial<Record<DiagnosticCode, string>>> = {
  UNSUPPORTED_VERSION: 'unsupported version',
  INSTRUMENTATION_MISSING: 'its instrumentation is not installed',
  INSTRUMENTATION_BROKEN: 'its instrumentation cannot be loaded',
  PATCH_FAILED: 'its instrumentation failed',
  NOT_PATCHABLE: 'loaded in a way that cannot be patched',
  LOADED_EARLY: 'not all of it, since it was loaded early',
  SWITCHED_OFF: 'switched off',
  OTHER_PROVIDER: 'left to the owner of the tracer provider',
};

/** The report as a table: each library, its version, how it is traced or why not, and what to do. */
export function formatReportTable(diagnostics: TracingDiagnostics, format: LineFormat): string {
  const { libraries, problems, notes } = diagnostics;
  const rows = alignRows(libraries.map((library) => describeRow(library, libraries)));
  // What to do is not cut: a terminal breaks long lines by itself.
  const uncut = { ...format, width: Infinity };
  return [
    renderCells([{ text: formatReportLine(diagnostics), style: 'bold' }], uncut),
    ...rows.map((row) => renderCells(row, format)),
    ...problems.map(({ message }) => renderCells([{ text: `✖ ${message}`, style: 'red' }], uncut)),
    ...notes.map(({ message }) => renderCells([{ text: `· ${message}`, style: 'dim' }], uncut)),
  ].join('\n');
}

function describeRow(
  library: LibraryDiagnostics,
  all: readonly LibraryDiagnostics[],
): [Cell, Cell, Cell, Cell] {
  const { tracedBy, finding, folder } = library;
  const isSwitchedOff = finding?.code === 'SWITCHED_OFF' || finding?.code === 'OTHER_PROVIDER';
  const hasTwin = all.some((one) => one !== library && nameOf(one) === nameOf(library));
  const remarks = [finding && IN_A_FEW_WORDS[finding.code], hasTwin ? folder : undefined];
  return [
    { text: `  ${nameOf(library)}`, style: 'bold' },
    { text: versionOf(library) },
    { text: tracedBy ?? '-', style: tracedBy ? 'green' : isSwitchedOff ? 'dim' : 'red' },
    { text: remarks.filter((remark) => remark !== undefined).join(', '), style: 'dim' },
  ];
}

function nameOf({ library, packageName }: LibraryDiagnostics): string {
  return library === 'nest' ? `Nest ${packageName}` : packageName;
}

function versionOf({ library, version = '?', folder }: LibraryDiagnostics): string {
  const isPartOfNode = library !== 'nest' && folder === undefined && version.startsWith('v');
  return isPartOfNode ? `Node ${version.slice(1)}` : version;
}

/** Pads each column to its widest cell, but for the last, which ends where it ends. */
function alignRows(rows: readonly (readonly Cell[])[]): Cell[][] {
  const widthOf = (column: number) =>
    Math.max(0, ...rows.map((row) => row[column]?.text.length ?? 0));
  return rows.map((row) =>
    row.map((cell, column) =>
      column === row.length - 1 ? cell : { ...cell, text: cell.text.padEnd(widthOf(column)) },
    ),
  );
}
