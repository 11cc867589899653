import { dirname, join, normalize } from 'node:path/posix';
import type { MarkdownFile } from './markdown-files.js';
import { isInRepository } from './markdown-files.js';

/** Links and pictures that lead nowhere: to a file that is not there, or a heading it does not have. */
export function findBrokenLinks(files: readonly MarkdownFile[]): string[] {
  const anchors = new Map(files.map(({ path, text }) => [path, anchorsOf(text)]));
  return files.flatMap((file) =>
    linksOf(file.text).flatMap(({ line, target }) =>
      leadsSomewhere(file.path, target, anchors) ? [] : [`${file.path}:${line}: ${target}`],
    ),
  );
}

function leadsSomewhere(
  from: string,
  target: string,
  anchors: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? from : normalize(join(dirname(from), path));
  if (!anchors.has(file) && !isInRepository(file)) return false;
  return anchor === undefined || anchors.get(file)?.has(anchor) !== false;
}

/** Targets in the repository, of links and pictures outside of code. */
function linksOf(text: string): { line: number; target: string }[] {
  return withoutCode(text)
    .split('\n')
    .flatMap((line, index) =>
      [...line.matchAll(/\]\(<?([^)\s>]+)>?[^)]*\)|\b(?:src|srcset|href)="([^"]+)"/g)].map(
        ([, link, attribute]) => ({ line: index + 1, target: String(link ?? attribute) }),
      ),
    )
    .filter(({ target }) => !/^[a-z]+:/.test(target));
}

/** The names under which GitHub and npm link to headings, and those set by hand. */
function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutBlocks(text).matchAll(/^#{1,6} +(.+?) *$/gm)) {
    const anchor = anchorOf(heading);
    const again = [...anchors].filter((one) => one.replace(/-\d+$/, '') === anchor).length;
    anchors.add(again === 0 ? anchor : `${anchor}-${again}`);
  }
  for (const [, id = ''] of text.matchAll(/<a (?:id|name)="([^"]+)"/g)) anchors.add(id);
  return anchors;
}

function anchorOf(heading: string): string {
  return heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M} _-]/gu, '')
    .replaceAll(' ', '-');
}

/** The lines stay where they are. */
function withoutBlocks(text: string): string {
  return text.replaceAll(/^( *)(`{3,}|~{3,}).*?^\1\2 *$/gms, (block) =>
    block.replaceAll(/.+/g, ''),
  );
}

function withoutCode(text: string): string {
  return withoutBlocks(text).replaceAll(/`[^`\n]*`/g, '');
}
