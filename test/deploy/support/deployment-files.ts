import { readFileSync, readdirSync } from 'node:fs';
import { parse, parseAllDocuments } from 'yaml';
import type { Compose, CollectorConfig, Manifest, Workload } from './deployment-files.interface.js';

const root = new URL('../../../sample-app/deploy/', import.meta.url);

/** A file of sample-app/deploy, by its path in there. */
export function readDeploymentFile(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}

/** Paths of all files below a folder of sample-app/deploy. */
export function deploymentFiles(folder: string): string[] {
  return readdirSync(new URL(folder, root), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => `${parentPath.slice(root.pathname.length)}/${name}`)
    .map((path) => path.replaceAll('//', '/'))
    .toSorted();
}

export function readCompose(): Compose {
  return parse(readDeploymentFile('compose.yml'), { merge: true }) as Compose;
}

export function readCollector(path: string): CollectorConfig {
  return parse(readDeploymentFile(path)) as CollectorConfig;
}

/** Every object of the manifests, in files that Kustomize is told of. */
export function readManifests(): Manifest[] {
  const { resources } = parse(readDeploymentFile('kubernetes/kustomization.yaml')) as {
    resources: string[];
  };
  return resources
    .filter((path) => path.endsWith('.yaml'))
    .flatMap((path) => parseAllDocuments(readDeploymentFile(`kubernetes/${path}`)))
    .map((document) => {
      if (document.errors.length > 0) throw document.errors[0]!;
      return document.toJS() as Manifest;
    });
}

/** Whatever runs pods for as long as it is there. */
export function workloads(): Workload[] {
  const kinds = ['Deployment', 'DaemonSet', 'StatefulSet'];
  return readManifests().filter(({ kind }) => kinds.includes(kind)) as Workload[];
}

/** @throws Error when the manifests have no such workload */
export function workloadOf(namespace: string, name: string): Workload {
  const found = workloads().find(
    ({ metadata }) => metadata.namespace === namespace && metadata.name === name,
  );
  if (!found) throw new Error(`No workload ${namespace}/${name} in sample-app/deploy/kubernetes.`);
  return found;
}

/** `256Mi`, `2Gi` and Go's `205MiB` in MiB. */
export function mebibytes(text: string): number {
  const [, amount, unit] = /^(\d+)(m|g|Mi|Gi|MiB|GiB)$/.exec(text) ?? [];
  if (amount === undefined) throw new Error(`"${text}" is no amount of memory.`);
  return Number(amount) * (unit?.toLowerCase().startsWith('g') ? 1_024 : 1);
}

/** `200ms`, `10s` in seconds. */
export function seconds(text: string): number {
  const [, amount, unit] = /^(\d+)(ms|s)$/.exec(text) ?? [];
  if (amount === undefined) throw new Error(`"${text}" is no duration.`);
  return Number(amount) / (unit === 'ms' ? 1_000 : 1);
}
