import { fileURLToPath } from 'node:url';
import { HostTree } from '@angular-devkit/schematics';
import type { Rule, Schematic } from '@angular-devkit/schematics';
import { SchematicTestRunner } from '@angular-devkit/schematics/testing/index.js';
import { nestAdd } from '../../lib/schematics/nest-add.factory.js';
import type { NestAddOptions } from '../../lib/schematics/schematic.interface.js';

const collection = fileURLToPath(new URL('../../lib/schematics/collection.json', import.meta.url));

/** What `nest add nestjs-tracing` left and said. */
export interface NestAddResult {
  readonly said: string[];
  /** The package managers that were asked to install. */
  readonly installedWith: string[];
  read(path: string): string;
}

/** A new application of the Nest CLI, as far as the schematic reads it. */
export const newApplication = {
  'package.json': `{
  "name": "shop",
  "dependencies": {
    "@nestjs/common": "^12.0.1",
    "nestjs-tracing": "^0.1.0"
  }
}
`,
  'nest-cli.json': '{ "collection": "@nestjs/schematics", "sourceRoot": "src" }',
  'src/main.ts': `import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';

const app = await NestFactory.create(AppModule);
await app.listen(3000);
`,
  'src/app.module.ts': `import { Module } from '@nestjs/common';
import { AppController } from './app.controller.js';

@Module({
  imports: [],
  controllers: [AppController],
})
export class AppModule {}
`,
} as const;

/** Runs the schematic on files in memory, as the Nest CLI runs it on those of a folder. */
export async function runNestAdd(
  files: Readonly<Record<string, string | Buffer>>,
  options: NestAddOptions = { sourceRoot: 'src' },
): Promise<NestAddResult> {
  const runner = new SchematicTestRunner('nestjs-tracing', collection);
  const said: string[] = [];
  runner.logger.subscribe(({ message }) => said.push(message));
  const tree = new HostTree();
  for (const [path, text] of Object.entries(files)) tree.create(path, text);
  const rule: Rule = nestAdd(options);
  // Not by its name in the collection, which is for the compiled file.
  const schematic = { description: { name: 'nest-add' } } as Schematic<object, object>;
  await rule(tree, runner.engine.createContext(schematic, { logger: runner.logger }));
  return {
    said,
    installedWith: runner.tasks.map(
      ({ options: task }) => (task as { packageManager: string }).packageManager,
    ),
    read: (path) => tree.readText(path),
  };
}
