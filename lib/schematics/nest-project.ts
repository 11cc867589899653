import { posix } from 'node:path';
import ts from 'typescript';
import type { NestAddOptions, ProjectFiles } from './schematic.interface.js';

/** The application that gets the module. */
export interface NestProject {
  readonly sourceRoot: string;
  /** The file that starts it. */
  readonly main: string;
  readonly serviceName: string;
}

interface CliProject {
  readonly sourceRoot?: string;
  readonly entryFile?: string;
}

interface CliConfiguration extends CliProject {
  readonly projects?: Readonly<Record<string, CliProject>>;
}

/** Puts together what the command, nest-cli.json and package.json say of the application. */
export function readNestProject(files: ProjectFiles, options: NestAddOptions): NestProject {
  const cli = readJson<CliConfiguration>(files, 'nest-cli.json');
  const projects = cli.projects ?? {};
  const sourceRoot =
    given(options.sourceRoot) ??
    projects[options.project ?? '']?.sourceRoot ??
    cli.sourceRoot ??
    'src';
  // Of a question it has asked, the Nest CLI hands over the folder and not the name.
  const name = Object.keys(projects).find((one) => projects[one]?.sourceRoot === sourceRoot);
  const entryFile = projects[name ?? '']?.entryFile ?? cli.entryFile ?? 'main';
  return {
    sourceRoot,
    main: mainOf(files, sourceRoot, entryFile.replace(/\.[jt]s$/, '')),
    serviceName: given(options.serviceName) ?? name ?? packageName(files),
  };
}

/** The entry of nest-cli.json may start at the folder of the sources, or above it. */
function mainOf(files: ProjectFiles, sourceRoot: string, entry: string): string {
  const usual = posix.join(sourceRoot, `${entry}.ts`);
  const others = [`${entry}.ts`, posix.join(sourceRoot, `${posix.basename(entry)}.ts`)];
  return [usual, ...others].find((path) => files.exists(path)) ?? usual;
}

/** `shop` for `@acme/shop`. */
function packageName(files: ProjectFiles): string {
  const { name } = readJson<{ name?: string }>(files, 'package.json');
  return name?.split('/').at(-1) ?? 'app';
}

function readJson<Content extends object>(files: ProjectFiles, path: string): Partial<Content> {
  if (!files.exists(path)) return {};
  const { config } = ts.parseConfigFileTextToJson(path, files.readText(path));
  return (config ?? {}) as Partial<Content>;
}

/** The Nest CLI writes out what it does not know: `--source-root=undefined`. */
function given(option: string | undefined): string | undefined {
  return option === 'undefined' || option === '' ? undefined : option;
}
