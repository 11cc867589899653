import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileProgram, forgetPrograms } from '../../support/compiled-program.js';
import { installedNodes } from '../../support/installed-nodes.js';
import { startProgram } from '../../support/run-program.js';
import { testEngine } from '../../support/test-engine.js';

const parts = [
  'note-context',
  'requests',
  'streams.controller',
  'multer-uploads.controller',
  'multipart-uploads.controller',
];

const events = ['closed', 'data', 'end', 'ended', 'finish', 'request closed', 'written'];

/** The points at which each request of a platform has to be noted. */
const byHand = {
  events,
  readable: ['readable'],
  iterated: ['all read', 'chunk'],
  piped: ['final', 'finished', 'piped', 'write'],
  echo: ['data', 'pipe', 'unpipe'],
  full: ['drain', 'written'],
  file: ['close', 'end', 'read'],
};
const byHttp1 = {
  ...byHand,
  raw: ['handler'],
  slow: ['data', 'pipe', 'unpipe'],
  'left while sending': ['closed', 'error', 'request closed'],
  'left while reading': ['closed', 'request closed'],
  'kept alive 1': events,
  'kept alive 2': events,
  'packed 1': events,
  'packed 2': events,
  'packed 3': events,
  second: ['closed', 'ended', 'finish', 'waiting', 'written'],
  'upload left': ['begun', 'failed'],
};
const points = {
  express: {
    ...byHttp1,
    torn: ['handled'],
    'upload file': ['begun', 'handler'],
    'upload files': ['begun', 'handler'],
    'upload fields': ['begun', 'handler'],
    'upload any': ['begun', 'handler'],
    'upload disk': ['destination', 'filename', 'handler'],
    'upload stream': ['data', 'end', 'handler'],
    'upload large': ['failed'],
  },
  fastify: {
    ...byHttp1,
    'upload parts': ['after', 'buffer', 'part'],
    'upload file': ['after', 'data', 'end', 'file'],
    'upload saved': ['saved'],
    'upload large': ['failed'],
  },
  // Fastify once more: Express does not speak it.
  http2: byHand,
};

const nodes = testEngine === 'stock' ? installedNodes.slice(0, 1) : installedNodes;

beforeAll(async () => {
  for (const part of parts) {
    await compileProgram(new URL(`./${part}.ts`, import.meta.url));
  }
});

afterAll(forgetPrograms);

describe.each(nodes)('the context of a request on Node $version', ({ path, isThere }) => {
  it.skipIf(!isThere).each(Object.entries(points))(
    'is there at every event and callback of streams and uploads: %s',
    async (platform, expected) => {
      const environment = { PLATFORM: platform, ENGINE: testEngine };
      const program = new URL('./stream-program.ts', import.meta.url);

      const running = await startProgram(program, environment, path);
      const { code } = await running.ended();

      expect(running.stderr()).toBe('');
      expect(code).toBe(0);
      expect(JSON.parse(running.stdout())).toEqual(ownAt(expected));
    },
  );
});

function ownAt(expected: Record<string, string[]>): unknown {
  return Object.fromEntries(
    Object.entries(expected).map(([name, noted]) => [
      name,
      Object.fromEntries(noted.map((point) => [point, 'own'])),
    ]),
  );
}
