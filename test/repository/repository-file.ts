import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** Where the repository is. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Text of a file, by its path from the root. */
export function readText(path: string): string {
  return readFileSync(`${root}${path}`, 'utf8');
}

/** What a YAML file says. @throws YAMLParseError */
export function readYaml<T>(path: string): T {
  return parse(readText(path)) as T;
}

/** Paths of the files in a folder, from the root. */
export function filesIn(folder: string): string[] {
  return readdirSync(`${root}${folder}`).map((file) => `${folder}/${file}`);
}
