/** What Jaeger wants sampled of the operations of a service. */
export interface SamplingStrategy {
  /** For what no operation is named for. */
  readonly otherwise: ShareOfTraces;
  readonly operations: ReadonlyMap<string, ShareOfTraces>;
}

export interface ShareOfTraces {
  readonly ratio: number;
  readonly maxPerSecond?: number;
  readonly minPerSecond?: number;
}

type Json = Readonly<Record<string, unknown>>;

/** As many as Jaeger keeps apart, too. */
const MAX_OPERATIONS = 2_000;

/** The protocol's numbers for `PROBABILISTIC` and `RATE_LIMITING`, and how clients have written the latter. */
const RATE_LIMITING: readonly unknown[] = [1, 'RATE_LIMITING', 'RATELIMITING', 'ratelimiting'];

const NO_OPERATIONS = new Map<string, ShareOfTraces>();

/**
 * The strategy in an answer of Jaeger.
 *
 * @throws Error with what is wrong with an answer that cannot be followed
 * @see https://www.jaegertracing.io/docs/latest/architecture/apis/#remote-sampling-configuration-stable
 */
export function readStrategy(text: string): SamplingStrategy {
  const answer = objectIn(parse(text), 'the answer');
  const { operationSampling, rateLimitingSampling, probabilisticSampling } = answer;
  if (isPresent(operationSampling)) {
    return readOperations(objectIn(operationSampling, 'operationSampling'));
  }
  if (RATE_LIMITING.includes(answer['strategyType'])) {
    const limits = objectIn(rateLimitingSampling, 'rateLimitingSampling');
    const maxPerSecond = rateIn(limits, 'maxTracesPerSecond');
    return { otherwise: { ratio: 1, maxPerSecond }, operations: NO_OPERATIONS };
  }
  const ratio = ratioIn(objectIn(probabilisticSampling, 'probabilisticSampling'), 'samplingRate');
  return { otherwise: { ratio }, operations: NO_OPERATIONS };
}

/** The parser's own words would hold a piece of whatever came. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('the answer is no JSON');
  }
}

function readOperations(sampling: Json): SamplingStrategy {
  const { defaultLowerBoundTracesPerSecond: least, perOperationStrategies: list } = sampling;
  const minPerSecond = isPresent(least) ? rateIn(sampling, 'defaultLowerBoundTracesPerSecond') : 0;
  const operations = new Map<string, ShareOfTraces>();
  for (const item of Array.isArray(list) ? list.slice(0, MAX_OPERATIONS) : []) {
    const { operation, probabilisticSampling } = objectIn(item, 'an operation');
    const ratio = ratioIn(objectIn(probabilisticSampling, 'an operation'), 'samplingRate');
    operations.set(String(operation), { ratio, minPerSecond });
  }
  const ratio = ratioIn(sampling, 'defaultSamplingProbability');
  return { otherwise: { ratio, minPerSecond }, operations };
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function objectIn(value: unknown, what: string): Json {
  if (typeof value !== 'object' || value === null) {
    throw new Error(`${what} is no object`);
  }
  return value as Json;
}

function ratioIn(json: Json, key: string): number {
  const ratio = rateIn(json, key);
  if (ratio > 1) {
    throw new Error(`${key} is above 1`);
  }
  return ratio;
}

function rateIn(json: Json, key: string): number {
  const rate = json[key];
  if (typeof rate !== 'number' || !Number.isFinite(rate) || rate < 0) {
    throw new Error(`${key} is no number from 0 on`);
  }
  return rate;
}
