import type { Spread, Summary } from '../measuring/summarize.js';
import type { OperationId } from '../micro/operations.js';
import type { ConfigurationId, Platform, RouteId } from '../subjects.js';
import type { Results } from './results.js';

const bytesPerMb = 1_048_576;

/** Finds figures in the results of a run; undefined where there is none. */
export class Figures {
  constructor(private readonly results: Results) {}

  of(
    platform: Platform,
    route: RouteId,
    configuration: ConfigurationId = 'ours',
  ): Summary | undefined {
    return this.results.overhead.find(
      (summary) =>
        summary.platform === platform &&
        summary.route === route &&
        summary.configuration === configuration,
    );
  }

  /**
   * Of all routes on both platforms but /hundred-steps, which is there for the cost of one span among
   * many: what an unsampled `@Span` may cost makes more than a tenth of it.
   */
  ofAll(configuration: ConfigurationId): Summary[] {
    return this.results.overhead.filter(
      (summary) => summary.configuration === configuration && summary.route !== 'hundred',
    );
  }

  /** Of the routes that wait for no other process. */
  ofSmall(configuration: ConfigurationId): Summary[] {
    return this.ofAll(configuration).filter(({ route }) => route !== 'shop');
  }

  nanoseconds(operation: OperationId, engine: 'ours' | 'stock' = 'ours'): number | undefined {
    const found = this.results.micro.find((result) => result.operation === operation);
    return engine === 'ours' ? found?.oursNs : found?.stockNs;
  }

  /** Share of spans that were lost at saturation. */
  lost(configuration: ConfigurationId): number | undefined {
    const found = this.results.saturation.find((each) => each.configuration === configuration);
    return found && 1 - found.receivedSpans / found.expectedSpans;
  }

  growthMb(configuration: ConfigurationId): number | undefined {
    const found = this.results.outage.find((each) => each.configuration === configuration);
    return found && found.growthBytes / bytesPerMb;
  }
}

/** `1.23`, and with several processes `1.23 (1.20-1.31)`. */
export function formatSpread({ median, min, max }: Spread, digits: number): string {
  const middle = median.toFixed(digits);
  return min === max ? middle : `${middle} (${min.toFixed(digits)}-${max.toFixed(digits)})`;
}

export function formatShare(share: number): string {
  return `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
}
