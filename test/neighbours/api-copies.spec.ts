import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgetPrograms } from '../support/compiled-program.js';
import { copyApi } from '../support/copied-package.js';
import { serverSpans } from './support/lineage.js';
import { runNeighbours } from './support/run-neighbours.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'nestjs-tracing-api-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
  await forgetPrograms();
});

const older = '1.8.0';
const newer = '1.99.0';

describe('a second copy of the API', () => {
  it.each([older, newer])('of version %s that comes second leaves us alone', async (version) => {
    const otherApi = await copyApi(version, path.join(folder, version));

    const { spans } = await runNeighbours({ after: 'other-api', otherApi });

    expect(serverSpans(spans)).toEqual(['GET /orders/:id', 'GET /ignored', 'GET']);
  });

  // Our copy may not speak to an older one, nor register anything beside it.
  it('that is older and has a provider keeps it, and the application runs untraced', async () => {
    const otherApi = await copyApi(older, path.join(folder, older));

    const { spans, stderr } = await runNeighbours({ before: 'other-api', otherApi });

    expect(spans).toEqual([]);
    expect(stderr).toBe('other spans: last\n');
  });

  it('that is newer and has a provider gets our spans', async () => {
    const otherApi = await copyApi(newer, path.join(folder, newer));

    const { spans, stderr } = await runNeighbours({ before: 'other-api', otherApi });

    expect(spans).toEqual([]);
    expect(stderr).toContain('other spans: GET OrdersController.find read');
  });
});
