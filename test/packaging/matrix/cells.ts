import { supportedNodes } from '../node-binary.js';
import type { NodeMajor } from '../node-binary.js';

/** Versions of Nest, as npm is asked for them; each has one project. */
export const nestVersions = ['12', '12.0.4', '11', '11.1.4'] as const;

export type NestVersion = (typeof nestVersions)[number];
export type ModuleSystem = 'esm' | 'cjs';
export type Platform = 'express' | 'fastify';

/** One way to run a Nest application. */
export interface Cell {
  readonly nest: NestVersion;
  readonly system: ModuleSystem;
  readonly platform: Platform;
  readonly node: NodeMajor;
}

const latest: readonly Pick<Cell, 'nest' | 'system'>[] = [
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
