import type { NestProjects } from '../nest-projects.js';
import { patternNames, patternsOver } from './app/patterns.js';
import { transportNames } from './app/transports.js';
import { nameOf } from './pairings.js';
import type { Pairing } from './pairings.js';
import type { PairingResult } from './run-pairing.js';

type Results = ReadonlyMap<Pairing, PromiseSettledResult<PairingResult>>;

/**
 * With `PRINT_TRANSPORTS=true`, writes how many spans each pattern made over each transport, and the
 * trees of the first pairing. The spans count those of both sides and the sender's root.
 */
export async function printTransports(results: Results, projects: NestProjects): Promise<void> {
  if (process.env.PRINT_TRANSPORTS !== 'true') return;
  const lines = [
    `| pairing | Nest | transport | ${patternNames.join(' | ')} |`,
    `| --- | --- | --- |${' --- |'.repeat(patternNames.length)}`,
  ];
  for (const [pairing, result] of results) {
    const { sender, receiver } = pairing;
    const versions = await Promise.all(
      [sender.nest, receiver.nest].map((it) => projects.version(it)),
    );
    lines.push(...rowsOf(`${nameOf(pairing)} | ${versions.join(' to ')}`, result));
  }
  process.stdout.write(`${[...lines, ...treesOfFirst(results)].join('\n')}\n`);
}

function rowsOf(title: string, result: PromiseSettledResult<PairingResult>): string[] {
  if (result.status === 'rejected') return [`| ${title} | failed |`];
  const { spans } = result.value;
  return transportNames.map((transport) => {
    const counts = patternNames.map((pattern) => spans[transport][pattern] ?? '');
    return `| ${title} | ${transport} | ${counts.join(' | ')} |`;
  });
}

function treesOfFirst(results: Results): string[] {
  const traced = [...results].find(([{ sender, receiver }]) => sender.traced && receiver.traced);
  if (traced?.[1].status !== 'fulfilled') return [];
  const { trees } = traced[1].value;
  return transportNames.flatMap((transport) =>
    patternsOver(transport).map(
      (pattern) => `\n${nameOf(traced[0])}\n${trees[transport][pattern]}`,
    ),
  );
}
