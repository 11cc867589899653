import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { waitFor } from '../../support/wait-for.js';
import type { Container, Probe } from './deployment-files.interface.js';
import { readManifests, workloadOf } from './deployment-files.js';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const readyWithinMs = 60_000;

/** What a cluster would give: values of secrets, and where names lead on this machine. */
export interface Cluster {
  readonly secrets: Readonly<Record<string, string>>;
  /** Variables that move a service away from its usual port. */
  readonly ports: Readonly<Record<string, string>>;
  /** `http://orders:3001` to where that is here. */
  readonly addresses: ReadonlyMap<string, string>;
}

/** A service of the manifests as the kubelet runs it, but as a process without a container. */
export class RunningPod {
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown>;
  #output = '';

  constructor(
    readonly name: string,
    private readonly port: string,
    cluster: Cluster,
  ) {
    const [node = '', program = ''] = this.container.args;
    if (node !== 'node') throw new Error(`${name} runs "${node}", not node.`);
    this.#process = spawn(process.execPath, [program], {
      cwd: repository,
      env: { PATH: process.env.PATH, ...environmentOf(this.container, cluster), ...cluster.ports },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    }
    this.#ended = once(this.#process, 'close');
  }

  get container(): Container {
    return workloadOf('shop', this.name).spec.template.spec.containers[0];
  }

  /** Asks each of its probes until it is answered well. */
  async untilReady(): Promise<void> {
    const { startupProbe, livenessProbe, readinessProbe } = this.container;
    for (const probe of [startupProbe, livenessProbe, readinessProbe]) {
      await waitFor(`${this.name}: ${this.#output}`, () => this.#answers(probe!), readyWithinMs);
    }
  }

  /** As the kubelet does after preStop. Resolves with how the process ended. */
  async terminate(): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    this.#process.kill('SIGTERM');
    await this.#ended;
    return { code: this.#process.exitCode, signal: this.#process.signalCode };
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  async #answers({ httpGet }: Probe): Promise<boolean> {
    if (this.#process.exitCode !== null) throw new Error(`${this.name} ended: ${this.#output}`);
    const url = `http://127.0.0.1:${this.port}${httpGet.path}`;
    return fetch(url).then(
      ({ status }) => status === 200,
      () => false,
    );
  }
}

function environmentOf(container: Container, cluster: Cluster): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [name, value] of variablesOf(container, cluster.secrets)) {
    const expanded = value.replaceAll(/\$\((\w+)\)/g, (_, other: string) => given[other] ?? '');
    given[name] = cluster.addresses.get(expanded) ?? expanded;
  }
  return given;
}

function variablesOf(
  { env = [], envFrom = [] }: Container,
  secrets: Cluster['secrets'],
): [string, string][] {
  const shared = envFrom.flatMap(({ configMapRef }) => {
    const found = readManifests().find(({ metadata }) => metadata.name === configMapRef.name);
    return Object.entries(found?.data as Record<string, string>);
  });
  const own = env.map(({ name, value, valueFrom }): [string, string] => {
    const secret = valueFrom?.secretKeyRef && secrets[valueFrom.secretKeyRef.key];
    return [name, value ?? secret ?? `the ${valueFrom?.fieldRef?.fieldPath}`];
  });
  return [...shared, ...own];
}
