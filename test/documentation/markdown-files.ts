import { existsSync, readFileSync, readdirSync } from 'node:fs';

const repository = new URL('../../', import.meta.url);

/** One Markdown file of ours: its path from the top of the repository, and its text. */
export interface MarkdownFile {
  readonly path: string;
  readonly text: string;
}

/** Made of the sources by `npm run docs:api`, and not in the repository. */
const REFERENCE = 'docs/api/';

/** What is written for users and contributors: the files at the top, and all of docs/. */
export function readMarkdownFiles(): MarkdownFile[] {
  const atTheTop = readdirSync(repository);
  const guides = listFolder('docs');
  return [...atTheTop, ...guides]
    .filter((path) => path.endsWith('.md') && !path.startsWith(REFERENCE))
    .map((path) => ({ path, text: readFileSync(new URL(path, repository), 'utf8') }));
}

/** Whether the repository has the file or folder, its own or one it installs. */
export function isInRepository(path: string): boolean {
  return existsSync(new URL(path, repository));
}

function listFolder(folder: string): string[] {
  const files = readdirSync(new URL(folder, repository), { recursive: true, encoding: 'utf8' });
  return files.toSorted().map((file) => `${folder}/${file}`);
}
