import type { NestBuild } from '../nest-versions.js';
import { supportedNodes } from '../node-binary.js';
import type { NodeMajor } from '../node-binary.js';

export type Platform = 'express' | 'fastify';

/** One way to run a Nest application. */
export interface Cell extends NestBuild {
  readonly platform: Platform;
  readonly node: NodeMajor;
}

const latest: readonly NestBuild[] = [
  { nest: '12', system: 'esm' },
  { nest: '12', system: 'cjs' },
  { nest: '11', system: 'cjs' },
];

/** The oldest of each line, on the oldest Node. */
const oldest: readonly Omit<Cell, 'platform'>[] = [
  { nest: '12.0.4', system: 'esm', node: 20 },
  { nest: '11.1.4', system: 'cjs', node: 20 },
];

const platforms: readonly Platform[] = ['express', 'fastify'];

/** Every cell of the matrix. */
export const cells: readonly Cell[] = [
  ...latest.flatMap((nest) => supportedNodes.map((node) => ({ ...nest, node }))),
  ...oldest,
].flatMap((cell) => platforms.map((platform) => ({ ...cell, platform })));

/** `Nest 12 esm, express, Node 20` */
export function nameOf({ nest, system, platform, node }: Cell): string {
  return `Nest ${nest} ${system}, ${platform}, Node ${node}`;
}
