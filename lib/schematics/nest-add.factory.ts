import ts from 'typescript';
import { schematicMessages } from '../errors/schematic-messages.js';
import { addOpenTelemetryApi, installTask } from './add-open-telemetry-api.js';
import { addTracingModule, hasTracingModule } from './add-tracing-module.js';
import { findRootModule } from './find-root-module.js';
import { readNestProject } from './nest-project.js';
import type { NestProject } from './nest-project.js';
import { reachedFiles } from './reached-files.js';
import type { NestAddOptions, ProjectFiles, SchematicContext } from './schematic.interface.js';
import { parseFile, readSource } from './source-files.js';

/**
 * `nest add nestjs-tracing`: TracingModule.forRoot() in the root module, and `@opentelemetry/api` in
 * package.json. An application that has the module already is left as it is.
 *
 * @throws Error that says what to do, when there is no root module or it cannot be changed
 */
export function nestAdd(options: NestAddOptions) {
  return (files: ProjectFiles, context: SchematicContext): void => {
    if (ts.createSourceFile === undefined)
      throw new Error(schematicMessages.noCompilerApi(ts.version));
    const project = readNestProject(files, options);
    const { declaration, isGuess } = findRootModule(files, project, options.module);
    const { fileName } = declaration.getSourceFile();
    const existing = fileWithTracing(files, fileName, project, options.module);
    if (existing !== undefined)
      return context.logger.info(schematicMessages.alreadyThere(existing));
    files.overwrite(fileName, addTracingModule(declaration, project.serviceName));
    if (addOpenTelemetryApi(files) && !options.skipInstall) context.addTask(installTask(files));
    context.logger.info(schematicMessages.added(fileName));
    if (isGuess) context.logger.info(schematicMessages.guessed(fileName, project.main));
  };
}

/**
 * It may stand in another module, which the root imports, or be put around the root where main.ts
 * starts it; in a test or in another application of the folder it traces nothing here.
 */
function fileWithTracing(
  files: ProjectFiles,
  root: string,
  { main, sourceRoot }: NestProject,
  named: string | undefined,
): string | undefined {
  // A module that was named need not be the one of main.ts.
  const start = named === undefined && files.exists(main) ? [main] : [];
  return [...start, ...reachedFiles(files, root, sourceRoot)].find(
    (file) =>
      readSource(files, file).includes('nestjs-tracing') &&
      hasTracingModule(parseFile(files, file)),
  );
}
