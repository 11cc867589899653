import { commandsOf } from './check-shell.js';
import { testNamedBy } from './check-text.js';
import type { Snippet } from './find-snippets.js';

/** A program of a guide, how it is asked, and what the guide says comes of it. */
export interface Scene {
  /** The programs started, in their order: the last is the one marked `run`. */
  readonly programs: readonly Snippet[];
  /** The servers it needs, such as `redis`. */
  readonly servers: readonly string[];
  /** Whether a platform calls its `handler`, instead of it running by itself. */
  readonly isFunction: boolean;
  /** Commands that ask it, typed once it has started. */
  readonly requests: readonly Snippet[];
  /** What the function is called with. */
  readonly events: readonly Snippet[];
  /** Traces, or what it prints. */
  readonly texts: readonly Snippet[];
}

/**
 * The programs among the snippets of one file. `run` marks a program, `run with redis, postgres` one
 * that needs servers, `run as a function` one whose `handler` is called, and `start` one that stays
 * beside the next `run`. The `sh` and `text` blocks up to the next `ts` block belong to it.
 */
export function findScenes(snippets: readonly Snippet[]): Scene[] {
  const lastOnes = snippets.filter(({ mark }) => /^run\b/.test(mark ?? ''));
  return lastOnes.map((last) => {
    const at = snippets.indexOf(last);
    const following = upToTheNextProgram(snippets.slice(at + 1));
    const isFunction = last.mark === 'run as a function';
    return {
      programs: [...startedBefore(snippets.slice(0, at)), last],
      servers: /^run with (.+)$/.exec(last.mark ?? '')?.[1]?.split(/, | and /) ?? [],
      isFunction,
      requests: following.filter(isRequest),
      events: isFunction ? following.filter(({ language }) => language === 'json') : [],
      texts: following.filter((one) => one.language === 'text' && testNamedBy(one) === undefined),
    };
  });
}

function upToTheNextProgram(snippets: readonly Snippet[]): Snippet[] {
  const next = snippets.findIndex(({ language }) => language === 'ts');
  return snippets.slice(0, next === -1 ? undefined : next);
}

/** Those marked `start` since the last `run`. */
function startedBefore(snippets: readonly Snippet[]): Snippet[] {
  const last = snippets.findLastIndex(({ mark }) => /^run\b/.test(mark ?? ''));
  return snippets.slice(last + 1).filter(({ mark }) => mark === 'start');
}

function isRequest(snippet: Snippet): boolean {
  const commands = snippet.language === 'sh' ? commandsOf(snippet) : [];
  return commands.length > 0 && commands.every(({ words: [program] }) => program === 'curl');
}
