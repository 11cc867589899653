import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgetPrograms } from '../support/compiled-program.js';
import { serverSpans } from './support/lineage.js';
import { runNeighbours } from './support/run-neighbours.js';

const require = createRequire(import.meta.url);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'nestjs-tracing-api-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
  await forgetPrograms();
});

/** The API as it is installed, under another version. @returns path to load it by */
async function copyApi(version: string): Promise<string> {
  const main = require.resolve('@opentelemetry/api');
  const installed = main.slice(0, main.lastIndexOf(`${path.sep}build${path.sep}`));
  const copy = path.join(folder, version);
  await cp(installed, copy, { recursive: true });
  const file = path.join(copy, 'build', 'src', 'version.js');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(/VERSION = '[^']+'/, `VERSION = '${version}'`));
  return copy;
}

const older = '1.8.0';
const newer = '1.99.0';

describe('a second copy of the API', () => {
  it.each([older, newer])('of version %s that comes second leaves us alone', async (version) => {
    const otherApi = await copyApi(version);

    const { spans } = await runNeighbours({ after: 'other-api', otherApi });

    expect(serverSpans(spans)).toEqual(['GET /orders/:id', 'GET /ignored', 'GET']);
  });

  // Our copy may not speak to an older one, nor register anything beside it.
  it('that is older and has a provider keeps it, and the application runs untraced', async () => {
    const otherApi = await copyApi(older);

    const { spans, stderr } = await runNeighbours({ before: 'other-api', otherApi });

    expect(spans).toEqual([]);
    expect(stderr).toBe('other spans: last\n');
  });

  it('that is newer and has a provider gets our spans', async () => {
    const otherApi = await copyApi(newer);

    const { spans, stderr } = await runNeighbours({ before: 'other-api', otherApi });

    expect(spans).toEqual([]);
    expect(stderr).toContain('other spans: GET OrdersController.find read');
  });
});
