import { beforeAll, describe, expect, it } from 'vitest';
import { describeWith } from '../../support/servers.js';
import { NestProjects } from '../nest-projects.js';
import { runAFewAtOnce } from '../run-a-few-at-once.js';
import { withoutExperimentalWarning } from '../run-command.js';
import { patternsOver } from './app/patterns.js';
import { transportNames } from './app/transports.js';
import { expectedTree } from './expected-tree.js';
import { nameOf, pairings, untraced } from './pairings.js';
import type { Pairing } from './pairings.js';
import { printTransports } from './print-transports.js';
import { runPairing } from './run-pairing.js';
import type { PairingResult } from './run-pairing.js';

let results: ReadonlyMap<Pairing, PromiseSettledResult<PairingResult>>;

describeWith(['redis', 'rabbitmq', 'nats', 'mqtt'], 'between two processes', () => {
  beforeAll(async () => {
    const projects = await NestProjects.make(new URL('app/', import.meta.url));
    results = await runAFewAtOnce([...untraced, ...pairings], (one) => runPairing(one, projects));
    await printTransports(results, projects);
  });

  describe('without tracing', () => {
    it('messages are the same on Nest 11 and 12', () => {
      const [onTwelve, onEleven] = untraced.map(resultOf);

      expect(messagesOf(onEleven!)).toEqual(messagesOf(onTwelve!));
    });
  });

  describe.each(pairings.map((pairing) => [nameOf(pairing), pairing] as const))(
    '%s',
    (_, pairing) => {
      describe.each(transportNames)('over %s', (transport) => {
        it.each(patternsOver(transport))('makes the same tree of "%s"', (pattern) => {
          const { trees } = resultOf(pairing);

          expect(trees[transport][pattern]).toBe(expectedTree(pairing, transport, pattern));
        });
      });

      it('sends and answers what is sent and answered without tracing', () => {
        const [plain] = untraced.map(resultOf);

        expect(messagesOf(resultOf(pairing))).toEqual(messagesOf(plain!));
      });

      it('makes no other spans', () => {
        expect(resultOf(pairing).strays).toEqual([]);
      });

      it('says nothing', () => {
        const output = withoutExperimentalWarning(resultOf(pairing).output);

        expect(withoutFarewell(output)).toBe('');
      });
    },
  );
});

/** Nest's client of Redis may take the end of a connection that it closed itself for a loss. */
function withoutFarewell(output: string): string {
  return output.replace(/^.*Disconnected from Redis\..*\n/gm, '');
}

/** Handlers run side by side, so what they saw comes in any order. */
function messagesOf({ answers, seen }: PairingResult): object {
  return { answers, seen: seen.map((one) => JSON.stringify(one)).toSorted() };
}

/** @throws whatever kept the pairing from running to its end */
function resultOf(pairing: Pairing): PairingResult {
  const result = results.get(pairing);
  if (result?.status !== 'fulfilled') throw result?.reason;
  return result.value;
}
