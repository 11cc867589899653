import { readFileSync } from 'node:fs';
import * as apps from 'kubernetes-models/apps/v1';
import * as autoscaling from 'kubernetes-models/autoscaling/v2';
import * as batch from 'kubernetes-models/batch/v1';
import * as policy from 'kubernetes-models/policy/v1';
import * as core from 'kubernetes-models/v1';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { resolveTracingOptions } from '../../lib/options/resolve-tracing-options.js';
import { compileSnippets } from '../documentation/compile-snippets.js';
import {
  deploymentFiles,
  readCompose,
  readDeploymentFile,
  readManifests,
  workloads,
} from './support/deployment-files.js';
import type { Manifest, Workload } from './support/deployment-files.interface.js';
import { portOf, readByServices } from './support/service-environment.js';

type Model = new (data: Manifest) => { validate(): void };

const manifests = readManifests();
const services = workloads().filter(({ metadata }) => metadata.namespace === 'shop');
const traced = services.filter(({ metadata }) => metadata.name !== 'payment-provider');
const models: Record<string, Record<string, unknown>> = {
  'apps/v1': apps,
  'autoscaling/v2': autoscaling,
  'batch/v1': batch,
  'policy/v1': policy,
  v1: core,
};
const longestRequestSeconds = 15;

const named = (list: Workload[]) =>
  list.map((one) => ({ name: one.metadata.name, ...one.spec.template }));

describe('the manifests', () => {
  it('are what Kubernetes allows', () => {
    for (const manifest of manifests) {
      const Model = models[manifest.apiVersion]![manifest.kind] as Model;
      expect(() => new Model(manifest).validate()).not.toThrow();
    }
  });

  // Schemas let unknown fields pass, the compiler does not.
  it('have no field that Kubernetes does not know', { timeout: 60_000 }, () => {
    const misspelt = { ...manifests[0]!, metadata: { nmae: 'x' } } as unknown as Manifest;
    const asCode = [...manifests, misspelt].map((one, line) => ({
      file: 'manifest',
      language: 'ts',
      line,
      code: typed(one),
    }));

    const complaints = compileSnippets(asCode);

    expect(complaints).toEqual([
      expect.stringMatching(`^manifest:${manifests.length + 1}: .*nmae`),
    ]);
  });

  it('are all named to Kustomize, and all there', () => {
    const { resources, configMapGenerator: generated } = parse(
      readDeploymentFile('kubernetes/kustomization.yaml'),
    ) as { resources: string[]; configMapGenerator: { files: string[] }[] };
    const configs = generated.flatMap(({ files }) => files).map((file) => file.split('=')[1]!);
    const mentioned = [...resources.filter((path) => path !== '../collector'), ...configs];

    expect(mentioned.map((path) => `kubernetes/${path}`).toSorted()).toEqual(
      deploymentFiles('kubernetes').filter((path) => !path.endsWith('/kustomization.yaml')),
    );
  });

  it('take configurations from where Kustomize puts them', () => {
    const generators = ['kubernetes', 'collector'].flatMap(
      (folder) =>
        (
          parse(readDeploymentFile(`${folder}/kustomization.yaml`)) as {
            configMapGenerator: { name: string }[];
          }
        ).configMapGenerator,
    );
    const mounted = [...JSON.stringify(workloads()).matchAll(/"configMap":\{"name":"([^"]+)"/g)];

    expect(mounted.map(([, name]) => String(name)).toSorted()).toEqual(
      generators.map(({ name }) => name).toSorted(),
    );
  });

  it('hold no secret', () => {
    const texts = deploymentFiles('kubernetes').map(readDeploymentFile).join('\n');

    expect(manifests.map(({ kind }) => kind)).not.toContain('Secret');
    expect(texts).not.toMatch(/password: \S|:\/\/[^\s/]+:[^\s/]+@/);
  });

  it('need the secrets that docs/production.md creates', () => {
    const page = readFileSync(new URL('../../docs/production.md', import.meta.url), 'utf8');
    const keys = [
      ...JSON.stringify(manifests).matchAll(/"secretKeyRef":\{"name":"([^"]+)","key":"([^"]+)"/g),
    ];

    expect(keys.length).toBeGreaterThan(0);
    for (const [, secret, key] of keys) {
      expect(page).toMatch(
        new RegExp(`create secret generic ${secret}\\b[^\`]*--from-(?:literal|file)=${key}=`),
      );
    }
  });

  it('run the versions that compose.yml runs', () => {
    const inCompose = new Set(Object.values(readCompose().services).map(({ image }) => image));
    const images = workloads().map((one) => one.spec.template.spec.containers[0].image);

    for (const image of images.filter((one) => one !== 'nestjs-tracing-sample')) {
      expect(inCompose).toContain(image);
    }
    expect(readDeploymentFile('kubernetes/kustomization.yaml')).toMatch(/newTag: \d+\.\d+\.\d+/);
  });
});

describe('what refers to pods', () => {
  const find = (kind: string, { metadata }: Manifest, name: string) =>
    manifests.find(
      (one) =>
        one.kind === kind &&
        one.metadata.name === name &&
        one.metadata.namespace === metadata.namespace,
    );
  const podsOf = (namespace: string | undefined, labels: Record<string, string>) =>
    workloads().filter(
      ({ metadata, spec }) =>
        metadata.namespace === namespace &&
        Object.entries(labels).every(
          ([key, value]) => spec.template.metadata.labels[key] === value,
        ),
    );

  it('finds them, and ports that they have', () => {
    const all = manifests.filter(({ kind }) => kind === 'Service');

    expect(all.length).toBeGreaterThan(0);
    for (const { metadata, spec } of all) {
      const { selector, ports } = spec as {
        selector: Record<string, string>;
        ports: { targetPort: string }[];
      };
      const [pod, ...others] = podsOf(metadata.namespace, selector);
      const open = pod?.spec.template.spec.containers[0].ports.map(({ name }) => name);
      expect(others).toEqual([]);
      expect(open).toEqual(expect.arrayContaining(ports.map(({ targetPort }) => targetPort)));
    }
  });

  it('protects every workload of several pods from being moved at once', () => {
    const budgets = manifests.filter(({ kind }) => kind === 'PodDisruptionBudget');
    const several = workloads().filter(
      ({ kind, spec }) => kind !== 'DaemonSet' && (spec as { replicas?: number }).replicas !== 1,
    );

    expect(budgets.map(({ metadata }) => metadata.name).toSorted()).toEqual(
      several.map(({ metadata }) => metadata.name).toSorted(),
    );
  });

  it('scales what is there and says nothing of its number', () => {
    const scalers = manifests.filter(({ kind }) => kind === 'HorizontalPodAutoscaler');

    expect(scalers).toHaveLength(2);
    for (const scaler of scalers) {
      const { scaleTargetRef: target } = scaler.spec as {
        scaleTargetRef: { kind: string; name: string };
      };
      const found = find(target.kind, scaler, target.name);
      expect(found?.spec).toBeDefined();
      expect(found?.spec).not.toHaveProperty('replicas');
    }
  });
});

describe.each(named(services))('the pod of $name', ({ name, spec }) => {
  const [container] = spec.containers;

  it('is probed where the sample answers', () => {
    const [port] = container.ports;

    expect(port).toEqual({ name: 'http', containerPort: portOf(name) });
    expect(container.startupProbe!.httpGet).toEqual({ path: '/health/live', port: 'http' });
    expect(container.livenessProbe.httpGet).toEqual({ path: '/health/live', port: 'http' });
    expect(container.readinessProbe.httpGet).toEqual({ path: '/health/ready', port: 'http' });
  });

  it('has time for new requests to cease, the last to be answered and spans to leave', () => {
    const { shutdownTimeoutMs } = resolveTracingOptions({}, {});
    const { seconds } = container.lifecycle.preStop.sleep;

    expect(spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(
      seconds + longestRequestSeconds + shutdownTimeoutMs / 1_000,
    );
  });

  it('is told nothing that nobody reads, and nothing by Kubernetes', () => {
    const known = readByServices();
    const variables = container.env ?? [];
    // Those that others are made of.
    const parts = variables.flatMap(({ value = '' }) =>
      [...value.matchAll(/\$\((\w+)\)/g)].map(([, part]) => part),
    );
    const given = variables.map((one) => one.name);

    expect(given.filter((one) => !known.has(one) && !parts.includes(one))).toEqual([]);
    // ORDERS_PORT would be tcp://10.0.0.1:3001.
    expect(spec.enableServiceLinks).toBe(false);
  });
});

describe('pods', () => {
  it('of traced services send to the agent beside them', () => {
    const settings = manifests.find(({ metadata }) => metadata.name === 'tracing-settings');
    const agent = manifests.find(
      ({ kind, metadata }) => kind === 'Service' && metadata.name === 'otel-agent',
    );
    const { hostname, port } = new URL(
      (settings!.data as Record<string, string>).OTEL_EXPORTER_OTLP_ENDPOINT!,
    );
    const { ports } = agent!.spec as { ports: { port: number }[] };

    expect(hostname).toBe('otel-agent.tracing.svc.cluster.local');
    expect(ports.map((one) => String(one.port))).toContain(port);
    expect(agent!.spec).toMatchObject({ internalTrafficPolicy: 'Local' });
    expect(
      Object.keys(settings!.data as object).filter((key) => !readByServices().has(key)),
    ).toEqual([]);
    for (const { spec } of traced) {
      expect(spec.template.spec.containers[0].envFrom).toEqual([
        { configMapRef: { name: 'tracing-settings' } },
      ]);
    }
  });

  it.each(named(workloads()))('of $name may do no more than they must', ({ spec }) => {
    const [container] = spec.containers;

    expect(spec).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(container.resources).toEqual({
      requests: { cpu: expect.any(String), memory: expect.any(String) },
      limits: { memory: expect.any(String) },
    });
  });
});

function typed(manifest: Manifest): string {
  const { apiVersion, kind } = manifest;
  return [
    `import type { I${kind} } from 'kubernetes-models/${apiVersion}';`,
    `export const manifest: I${kind} = ${JSON.stringify(manifest)};`,
  ].join('\n');
}
