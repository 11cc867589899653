import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The file that takes the stack, from the folder of this package: the first of every stack. */
const TAKER = /sdk[\\/]practices[\\/]practice-watcher\.[jt]s$/;

/** Below a caller there may be the processors, the tracers and `startActiveSpan` of either engine. */
const MOST_FRAMES = 25;

/** Rooms through which a span goes that is not ours. */
const ROOMS_OF_OTHERS = ['engine', 'sdk', 'instrumentation', 'practices'];

const OPENTELEMETRY = `${sep}node_modules${sep}@opentelemetry${sep}`;
const PACKAGES = `${sep}node_modules${sep}`;

/** Where a span was started. The stack is taken then, and read only when somebody asks. */
export class StartPlace {
  readonly #taken: { stack?: unknown } = {};

  constructor() {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = MOST_FRAMES;
    Error.captureStackTrace(this.#taken, StartPlace);
    Error.stackTraceLimit = stackTraceLimit;
  }

  /** `OrdersService.load (src/orders.service.ts:12:9)`: code of the user; undefined where it cannot be told. */
  get place(): string | undefined {
    const lines = this.#lines();
    const ours = folderOfOurs(lines);
    const line = ours && lines.find((one) => isOfUser(fileOf(one), ours));
    return line === undefined ? undefined : readable(line);
  }

  /**
   * Whether this package started the span, which then ends with the work it stands for. Taken to be so
   * where it cannot be told, as in a bundle.
   */
  get isOfOurs(): boolean {
    const lines = this.#lines();
    const ours = folderOfOurs(lines);
    const caller = ours && lines.map(fileOf).find((file) => isCaller(file, ours));
    return ours === undefined || caller === undefined || caller.startsWith(ours);
  }

  #lines(): string[] {
    const { stack } = this.#taken;
    return typeof stack === 'string'
      ? stack.split('\n').filter((line) => /^\s*at /.test(line))
      : [];
  }
}

/** `/app/src/orders.service.ts` of `at OrdersService.load (file:///app/src/orders.service.ts:12:9)`. */
function fileOf(line: string): string | undefined {
  const [, place = ''] = /(?:\(|at (?:async )?)([^()]+):\d+:\d+\)?$/.exec(line) ?? [];
  if (place === '' || place.startsWith('node:')) {
    return undefined;
  }
  return place.startsWith('file:') ? pathOf(place) : place;
}

/** Undefined for what is no path here: code may call itself by any URL. */
function pathOf(url: string): string | undefined {
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}

/** `/app/node_modules/nestjs-tracing/dist/`; undefined in a bundle, where files have other names. */
function folderOfOurs([first = '']: readonly string[]): string | undefined {
  const taker = fileOf(first) ?? '';
  return TAKER.test(taker) ? taker.replace(TAKER, '') : undefined;
}

/** Whether a file has a span started, and does not only see to it. */
function isCaller(file: string | undefined, ours: string): boolean {
  if (file === undefined) {
    return false;
  }
  return file.startsWith(ours)
    ? !ROOMS_OF_OTHERS.includes(relative(ours, file).split(sep)[0]!)
    : !file.includes(OPENTELEMETRY);
}

function isOfUser(file: string | undefined, ours: string): boolean {
  return file !== undefined && !file.startsWith(ours) && !file.includes(PACKAGES);
}

function readable(line: string): string {
  const file = fileOf(line)!;
  const fromHere = relative(process.cwd(), file);
  const shown = fromHere.startsWith('..') ? file : fromHere;
  return line
    .trim()
    .replace(/^at (?:async )?/, '')
    .replace(/(?:file:\/\/)?[^()\s]+(?=:\d+:\d+\)?$)/, () => shown);
}
