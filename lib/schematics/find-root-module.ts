import { posix } from 'node:path';
import ts from 'typescript';
import { schematicMessages } from '../errors/schematic-messages.js';
import { findModule, startedRoots } from './find-started-module.js';
import { moduleDecorator } from './module-metadata.js';
import type { NestProject } from './nest-project.js';
import { reachedFiles } from './reached-files.js';
import type { ProjectFiles } from './schematic.interface.js';
import { findFile, parseFile } from './source-files.js';

interface RootModule {
  readonly declaration: ts.ClassDeclaration;
  /** Whether only the name of its file says that it is the root. */
  readonly isGuess: boolean;
}

/**
 * The class of the root module: in the file that was named, or what main.ts gives to NestFactory, or
 * the one of app.module.ts.
 *
 * @throws Error that says how to name it, when there is none
 */
export function findRootModule(
  files: ProjectFiles,
  { main, sourceRoot }: NestProject,
  named: string | undefined,
): RootModule {
  if (named !== undefined) {
    const found = moduleIn(files, named) ?? moduleIn(files, posix.join(sourceRoot, named));
    if (found === undefined) throw new Error(schematicMessages.noModuleInFile(named));
    return { declaration: found, isGuess: false };
  }
  const started = startedModule(files, main, sourceRoot);
  if (started !== undefined) return { declaration: started, isGuess: false };
  const usual = posix.join(sourceRoot, 'app.module.ts');
  const guess = moduleIn(files, usual);
  if (guess === undefined) throw new Error(schematicMessages.noRootModule(main, usual));
  return { declaration: guess, isGuess: true };
}

/** What the nearest file starts that starts anything: main.ts, or one that it imports. */
function startedModule(
  files: ProjectFiles,
  main: string,
  sourceRoot: string,
): ts.ClassDeclaration | undefined {
  if (!files.exists(main)) return undefined;
  for (const file of reachedFiles(files, main, sourceRoot)) {
    const roots = startedRoots(files, file);
    if (roots.length > 0) {
      return roots.map((root) => findModule(files, root)).find((found) => found !== undefined);
    }
  }
  return undefined;
}

function moduleIn(files: ProjectFiles, path: string): ts.ClassDeclaration | undefined {
  const file = findFile(files, path);
  if (file === undefined) return undefined;
  const classes = parseFile(files, file).statements.filter(ts.isClassDeclaration);
  return classes.find((candidate) => moduleDecorator(candidate) !== undefined);
}
