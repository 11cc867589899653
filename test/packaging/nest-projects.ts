import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { latestVersions, nestVersions } from './nest-versions.js';
import type { ModuleSystem, NestBuild, NestVersion } from './nest-versions.js';
import { runCommand, runNpm } from './run-command.js';

const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const typeRoots = [fileURLToPath(new URL('../../node_modules/@types', import.meta.url))];

/** Against which version of Nest an application is compiled; what comes out serves the others. */
const compiledWith: Readonly<Record<ModuleSystem, NestVersion>> = { esm: '12', cjs: '11' };

const nestPackages = ['common', 'core', 'microservices', 'platform-express', 'platform-fastify'];

/** The clients of brokers, as an application of that line of Nest has them. */
const drivers: Readonly<Record<'11' | '12', readonly string[]>> = {
  '11': ['amqp-connection-manager@4', 'amqplib@0.10', 'nats@2'],
  '12': ['amqp-connection-manager@5', 'amqplib@2', '@nats-io/transport-node@3'],
};

/** Packages for work that nobody outside asked for, as that line of Nest has them. */
export const jobPackages: Readonly<Record<'11' | '12', readonly string[]>> = {
  '11': [
    '@nestjs/bullmq@11',
    '@nestjs/cqrs@11',
    '@nestjs/event-emitter@3',
    '@nestjs/schedule@6',
    'bullmq@5',
  ],
  '12': [
    '@nestjs/bullmq@12',
    '@nestjs/cqrs@12',
    '@nestjs/event-emitter@12',
    '@nestjs/schedule@12',
    'bullmq@6',
  ],
};

/** An application, compiled for both module systems, in a project for every version of Nest. */
export class NestProjects {
  private constructor(
    private readonly folder: string,
    private readonly app: string,
  ) {}

  /**
   * Installs what no test file before has installed, and compiles the application.
   *
   * @param sources folder of the application: `file:///.../matrix/app/`
   */
  static async make(sources: URL): Promise<NestProjects> {
    const from = fileURLToPath(sources);
    const projects = new NestProjects(inject('projects'), basename(dirname(from)));
    await Promise.all(latestVersions.map((nest) => projects.#install(nest)));
    await Promise.all(nestVersions.map((nest) => projects.#installOlder(nest)));
    await Promise.all([projects.#compile('esm', from), projects.#compile('cjs', from)]);
    return projects;
  }

  /** A compiled program, ready to be run. */
  program({ nest, system }: NestBuild, name = 'main'): string {
    return join(this.#home(nest, system), 'dist', `${name}.js`);
  }

  /** The version of Nest that npm chose: `12.5.1`. */
  async version(nest: NestVersion): Promise<string> {
    // Not through require(): not every version of Nest exports its package.json.
    const file = join(this.folder, nest, 'node_modules/@nestjs/core/package.json');
    return (JSON.parse(await readFile(file, 'utf8')) as { version: string }).version;
  }

  async #install(nest: '11' | '12'): Promise<void> {
    const project = join(this.folder, nest);
    const installed = join(project, 'installed');
    if (existsSync(installed)) return;
    await mkdir(project, { recursive: true });
    await writeFile(join(project, 'package.json'), JSON.stringify({ private: true }));
    const packages = [
      inject('tarball'),
      ...packagesOf(nest),
      ...jobPackages[nest],
      ...drivers[nest],
      '@grpc/grpc-js@1',
      '@grpc/proto-loader@0.8',
      '@opentelemetry/api@>=1.9.0 <1.10.0',
      'class-transformer@0.5',
      'class-validator@0.15',
      'ioredis@5',
      'kafkajs@2',
      'mqtt@5',
      'reflect-metadata@0.2',
      'rxjs@7',
    ];
    await runNpm(
      ['install', '--prefer-offline', '--no-audit', '--prefix', project, ...packages],
      project,
    );
    await writeFile(installed, '');
  }

  /** From a copy of the latest of its line, which is a third of the time of another installation. */
  async #installOlder(nest: NestVersion): Promise<void> {
    const latest = nest.startsWith('11') ? '11' : '12';
    const project = join(this.folder, nest);
    if (nest === latest || existsSync(project)) return;
    for (const entry of ['package.json', 'package-lock.json', 'node_modules']) {
      await cp(join(this.folder, latest, entry), join(project, entry), { recursive: true });
    }
    await runNpm(
      ['install', '--prefer-offline', '--no-audit', '--prefix', project, ...packagesOf(nest)],
      project,
    );
  }

  async #compile(system: ModuleSystem, sources: string): Promise<void> {
    const home = this.#home(compiledWith[system], system);
    await mkdir(home, { recursive: true });
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
    return join(this.folder, nest, this.app, system);
  }
}

function packagesOf(nest: NestVersion): string[] {
  return nestPackages.map((name) => `@nestjs/${name}@${nest}`);
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
