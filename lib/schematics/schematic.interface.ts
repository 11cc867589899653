/**
 * What is used of a schematic's tree and context. They are written down here, since the Nest CLI
 * brings its own version of @angular-devkit along: 19 with Nest 11, 22 with Nest 12.
 */
export interface ProjectFiles {
  exists(path: string): boolean;
  readText(path: string): string;
  overwrite(path: string, content: string): void;
}

export interface SchematicContext {
  readonly logger: { info(message: string): void };
  addTask(task: TaskGenerator): unknown;
}

/** Work for after the files are written. */
export interface TaskGenerator {
  toConfiguration(): { name: string; options: InstallOptions };
}

interface InstallOptions {
  readonly command: 'install';
  readonly packageManager: string;
  readonly quiet: boolean;
}

export interface NestAddOptions {
  readonly sourceRoot?: string;
  readonly project?: string;
  readonly module?: string;
  readonly serviceName?: string;
  readonly skipInstall?: boolean;
}
