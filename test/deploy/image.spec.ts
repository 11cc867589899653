import { readFileSync, readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { describe, expect, it } from 'vitest';
import {
  runtimePackages,
  withoutTools,
  type Manifest,
} from '../../sample-app/deploy/runtime-packages.js';
import { readDeploymentFile } from './support/deployment-files.js';

const root = new URL('../../', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as Manifest;
const services = ['gateway', 'inventory', 'notifications', 'orders', 'payment-provider', 'shared'];

describe('the image', () => {
  it('keeps every package that a service imports', () => {
    const kept = [...runtimePackages, ...Object.keys(manifest.dependencies), 'nestjs-tracing'];

    const imported = services.flatMap(packagesOf);

    expect(imported).toContain('typeorm');
    expect(imported.filter((name) => !kept.includes(name))).toEqual([]);
  });

  it('has them in the versions of this repository, and no tools', () => {
    const stripped = withoutTools(manifest) as Partial<Manifest>;

    expect(stripped.devDependencies).toBeUndefined();
    expect(stripped.dependencies).toMatchObject(manifest.dependencies);
    for (const name of runtimePackages) {
      expect(stripped.dependencies?.[name]).toBe(manifest.devDependencies[name]);
    }
  });

  it('names a package that the repository does not have', () => {
    expect(() => withoutTools({ ...manifest, devDependencies: {} })).toThrow(
      'package.json has no @nestjs/common, which the sample needs.',
    );
  });

  it('is of a fixed version of Node, runs without rights, and is ended by a signal', () => {
    const dockerfile = readDeploymentFile('Dockerfile');

    expect(dockerfile).toMatch(/^ARG NODE=\d+\.\d+\.\d+-alpine\d/m);
    expect(dockerfile.match(/^FROM .*$/gm)).toEqual([
      'FROM node:${NODE} AS build',
      'FROM node:${NODE}',
    ]);
    expect(dockerfile).toMatch(/^USER node\nENTRYPOINT \["\/sbin\/tini", "--"\]/m);
  });

  it('is built from files that are there', () => {
    const allowed = readDeploymentFile('Dockerfile.dockerignore').match(/(?<=^!).*$/gm);
    const there = readdirSync(root);

    expect(allowed).not.toBeNull();
    expect(allowed!.filter((file) => !there.includes(file))).toEqual([]);
  });

  it('is built with the programs that its build starts', () => {
    const allowed = readDeploymentFile('Dockerfile.dockerignore').match(/(?<=^!).*$/gm);
    const { scripts } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const build = [scripts['build:lib'], readDeploymentFile('Dockerfile')].join('\n');

    const folders = [...build.matchAll(/\bnode ([\w.-]+)\/\S+\.m?js/g)].map(([, folder]) => folder);

    expect(folders).toContain('.ci');
    expect(allowed).toEqual(expect.arrayContaining(folders));
  });
});

function packagesOf(service: string): string[] {
  const folder = new URL(`sample-app/${service}/`, root);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [
      ...readFileSync(new URL(file, folder), 'utf8').matchAll(
        /^(?!import type ).*from '((?:@[^/']+\/)?[^./'][^/']*)/gm,
      ),
    ])
    .map(([, name = '']) => name)
    .filter((name) => !name.startsWith('node:') && !builtinModules.includes(name));
}
