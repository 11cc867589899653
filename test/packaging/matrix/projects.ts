import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand, runNpm } from '../run-command.js';
import { nestVersions } from './cells.js';
import type { Cell, ModuleSystem, NestVersion } from './cells.js';

const sources = fileURLToPath(new URL('app', import.meta.url));
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const typeRoots = [fileURLToPath(new URL('../../../node_modules/@types', import.meta.url))];

/** Against which version of Nest the application is compiled; what comes out serves the others. */
const compiledWith: Readonly<Record<ModuleSystem, NestVersion>> = { esm: '12', cjs: '11' };

const nestPackages = ['common', 'core', 'platform-express', 'platform-fastify'];

/** The application, installed with every version of Nest and compiled for both module systems. */
export class Projects {
  private constructor(private readonly folder: string) {}

  static async make(tarball: string, folder: string): Promise<Projects> {
    const projects = new Projects(folder);
    const [first, second, ...others] = nestVersions;
    await Promise.all([first, second].map((nest) => projects.#install(nest, tarball)));
    await Promise.all(others.map((nest) => projects.#install(nest, tarball)));
    await Promise.all([projects.#compile('esm'), projects.#compile('cjs')]);
    return projects;
  }

  /** The program of a cell, ready to be run. */
  main({ nest, system }: Cell): string {
    return join(this.#home(nest, system), 'dist', 'main.js');
  }

  /** The version of Nest that npm chose: `12.5.1`. */
  async version(nest: NestVersion): Promise<string> {
    // Not through require(): not every version of Nest exports its package.json.
    const file = join(this.folder, nest, 'node_modules/@nestjs/core/package.json');
    return (JSON.parse(await readFile(file, 'utf8')) as { version: string }).version;
  }

  async #install(nest: NestVersion, tarball: string): Promise<void> {
    const project = join(this.folder, nest);
    await mkdir(project, { recursive: true });
    await writeFile(join(project, 'package.json'), JSON.stringify({ private: true }));
    const packages = [
      tarball,
      ...nestPackages.map((name) => `@nestjs/${name}@${nest}`),
      '@opentelemetry/api@>=1.9.0 <1.10.0',
      'class-transformer@0.5',
      'class-validator@0.15',
      'reflect-metadata@0.2',
      'rxjs@7',
    ];
    await runNpm(['install', '--prefix', project, ...packages], project);
  }

  async #compile(system: ModuleSystem): Promise<void> {
    const home = this.#home(compiledWith[system], system);
    await mkdir(home);
    await cp(sources, join(home, 'src'), { recursive: true });
    await writeFile(join(home, 'package.json'), packageJson(system));
    await writeFile(join(home, 'tsconfig.json'), tsconfig());
    const { exitCode, stdout } = await runCommand(process.execPath, [compiler], { cwd: home });
    if (exitCode !== 0) throw new Error(`The application does not compile as ${system}\n${stdout}`);
    for (const nest of nestVersions) await this.#share(home, this.#home(nest, system));
  }

  async #share(home: string, other: string): Promise<void> {
    if (other === home) return;
    await cp(join(home, 'dist'), join(other, 'dist'), { recursive: true });
    await cp(join(home, 'package.json'), join(other, 'package.json'));
  }

  #home(nest: NestVersion, system: ModuleSystem): string {
    return join(this.folder, nest, system);
  }
}

function packageJson(system: ModuleSystem): string {
  return JSON.stringify({ private: true, type: system === 'esm' ? 'module' : 'commonjs' });
}

/** As the Nest CLI writes it for a new application. */
function tsconfig(): string {
  return JSON.stringify({
    compilerOptions: {
      target: 'ES2023',
      module: 'nodenext',
      strict: true,
      emitDecoratorMetadata: true,
      experimentalDecorators: true,
      skipLibCheck: true,
      rootDir: 'src',
      outDir: 'dist',
      types: ['node'],
      typeRoots,
    },
    include: ['src'],
  });
}
