import type { OperationId } from '../micro/operations.js';
import type { ConfigurationId } from '../subjects.js';
import type { Figures } from './figures.js';

/** Without a single figure nothing is worst. */
export function worst(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : Math.max(...values);
}

/** What we cost, unsampled, over the floor of the same platform and route. */
export function overAloneContext(figures: Figures): number[] {
  return figures.ofAll('ours-unsampled').flatMap(({ platform, route, cpuRatio: ours }) => {
    const alone = figures.of(platform, route, 'context-only');
    return alone === undefined ? [] : [ours.median - alone.cpuRatio.median];
  });
}

export function inMicroseconds(
  figures: Figures,
  configuration: ConfigurationId,
  operation: OperationId,
): number | undefined {
  const engine = configuration === 'ours' ? 'ours' : 'stock';
  const nanoseconds = figures.nanoseconds(operation, engine);
  return nanoseconds === undefined ? undefined : nanoseconds / 1_000;
}

export function overAwait(
  figures: Figures,
  configuration: ConfigurationId,
  operation: 'await @Span' | 'await @Span, unsampled',
): number | undefined {
  const traced = inMicroseconds(figures, configuration, operation);
  const bare = inMicroseconds(figures, configuration, 'bare await');
  return traced === undefined || bare === undefined ? undefined : traced - bare;
}

/** The server span is counted in, so that this is never too little. */
export function costOfOneInAHundred(
  figures: Figures,
  configuration: ConfigurationId,
): number | undefined {
  const traced = figures.of('express', 'hundred', configuration);
  const untraced = figures.of('express', 'hundred', 'untraced');
  return traced && untraced
    ? (traced.cpuUsPerRequest.median - untraced.cpuUsPerRequest.median) / 100
    : undefined;
}
