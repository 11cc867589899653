import type { NestBuild } from '../nest-versions.js';

/** One application of the two. */
export interface Side extends NestBuild {
  readonly traced: boolean;
}

/** Who sends to whom. */
export interface Pairing {
  readonly sender: Side;
  readonly receiver: Side;
}

const latest: NestBuild = { nest: '12', system: 'esm' };
const previous: NestBuild = { nest: '11', system: 'cjs' };
const builds: readonly NestBuild[] = [
  latest,
  { nest: '12', system: 'cjs' },
  { nest: '12.0.4', system: 'esm' },
  previous,
  { nest: '11', system: 'esm' },
  { nest: '11.1.4', system: 'cjs' },
];

/** How it is without tracing, on either line. */
export const untraced: readonly Pairing[] = [latest, previous].map((build) =>
  pair(plain(build), plain(build)),
);

/** Every pairing in which somebody is traced. */
export const pairings: readonly Pairing[] = [
  ...builds.map((build) => pair(traced(build), traced(build))),
  pair(traced(previous), traced(latest)),
  pair(traced(latest), traced(previous)),
  ...[latest, previous].flatMap((build) => [
    pair(traced(build), plain(build)),
    pair(plain(build), traced(build)),
  ]),
];

/** `Nest 11 cjs to Nest 12 esm without tracing` */
export function nameOf({ sender, receiver }: Pairing): string {
  return `${describeSide(sender)} to ${describeSide(receiver)}`;
}

function describeSide({ nest, system, traced: isTraced }: Side): string {
  return `Nest ${nest} ${system}${isTraced ? '' : ' without tracing'}`;
}

function pair(sender: Side, receiver: Side): Pairing {
  return { sender, receiver };
}

function traced(build: NestBuild): Side {
  return { ...build, traced: true };
}

function plain(build: NestBuild): Side {
  return { ...build, traced: false };
}
