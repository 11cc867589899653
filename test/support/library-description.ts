import { readFile } from 'node:fs/promises';

/** The file of the compiled library that says that all others are there. */
export const COMPILED_MARK = 'compiled';

const manifest = new URL('../../package.json', import.meta.url);

/**
 * The package.json of a copy of the library, which a program beside it imports by its name. All that
 * decides how it is loaded and bundled is as in the package itself.
 *
 * @param place where the copy has what the package has in `./dist/`
 */
export async function describeLibrary(place: './' | './lib/'): Promise<string> {
  const text = await readFile(manifest, 'utf8');
  const { name, type, sideEffects, exports, imports } = JSON.parse(text) as Record<string, unknown>;
  const description = JSON.stringify({ name, type, sideEffects, exports, imports });
  return description.replaceAll('./dist/', place);
}
