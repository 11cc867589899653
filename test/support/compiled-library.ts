import { existsSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { inject } from 'vitest';
import { COMPILED_MARK } from './library-description.js';
import { waitFor } from './wait-for.js';

/**
 * Copies the library as plain JavaScript, for processes that run without a test runner.
 *
 * @param parts files and folders of lib/; all of it unless given
 */
export async function copyLibrary(target: string, parts: readonly string[] = ['.']): Promise<void> {
  const folder = inject('compiledLibrary');
  await waitFor('the compiled library', () => existsSync(path.join(folder, COMPILED_MARK)), 60_000);
  await Promise.all(
    parts.map((part) => cp(path.join(folder, part), path.join(target, part), { recursive: true })),
  );
}
