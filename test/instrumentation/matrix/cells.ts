/** One process: when the libraries are loaded, and how. */
export interface Cell {
  readonly order: 'before' | 'between' | 'after';
  readonly format: 'require' | 'static' | 'import';
  /** Whether OpenTelemetry's own hook for `import` is there as well. */
  readonly hook?: boolean;
}

/** When a client was made: before tracing was attached, or after. */
export type ClientAge = 'early' | 'late';

/** A cell as seen by one of its clients: what a column of the table shows. */
export interface Column extends Cell {
  readonly client: ClientAge;
}

const orders = ['before', 'between', 'after'] as const;
const formats = ['require', 'static', 'import'] as const;

export const cells: readonly Cell[] = [
  ...orders.flatMap((order) => formats.map((format) => ({ order, format }))),
  { order: 'before', format: 'static', hook: true },
  { order: 'after', format: 'static', hook: true },
];

/** Only what was loaded before can have made clients before. */
export function columnsOf(cell: Cell): Column[] {
  const late: Column = { ...cell, client: 'late' };
  return cell.order === 'before' ? [{ ...cell, client: 'early' }, late] : [late];
}

/** With that hook, the instrumentation of lru-memoizer (0.67) makes every import of it throw. */
export function leftOutOf({ hook, format }: Cell): readonly string[] {
  return hook === true && format !== 'require' ? ['lru-memoizer'] : [];
}

export function titleOf({ order, format, hook, client }: Column): string {
  const parts = [order, format, ...(hook === true ? ['hook'] : [])];
  return [...parts, ...(order === 'before' ? [`${client} client`] : [])].join(', ');
}
