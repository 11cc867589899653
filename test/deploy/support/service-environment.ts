import { readFileSync, readdirSync } from 'node:fs';
import { readOptionsTable } from '../../support/options-table.js';

const sample = new URL('../../../sample-app/', import.meta.url);
const healthPortOfNotifications = 3_006;

/** Ports by the name of a service, where they are not said: those of the sample and of its servers. */
const usualPorts: Record<string, number> = {
  collector: 4_318,
  postgres: 5_432,
  rabbitmq: 5_672,
  redis: 6_379,
  notifications: healthPortOfNotifications,
};

/** Where a service listens unless told otherwise, as sample-app/shared/addresses.ts has it. */
export function portOf(service: string): number {
  const [, port] =
    new RegExp(`^ {2}'?${service}'?: portFrom\\('\\w+', (\\d+)\\)`, 'm').exec(addresses()) ?? [];
  return usualPorts[service] ?? Number(port);
}

let known: ReadonlySet<string> | undefined;

/** Every variable that a service of the sample reads, or the library in it. */
export function readByServices(): ReadonlySet<string> {
  known ??= new Set([...readBySample(), ...readOptionsTable().flatMap((row) => row.variables)]);
  return known;
}

function readBySample(): string[] {
  const sources = readdirSync(sample, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/^(dist|demo|deploy)\//.test(file))
    .map((file) => readFileSync(new URL(file, sample), 'utf8'))
    .join('\n');
  const named = [...sources.matchAll(/process\.env\.(\w+)|portFrom\('(\w+)'/g)].map(
    ([, read, port]) => String(read ?? port),
  );
  const ports = named.filter((variable) => variable.endsWith('_PORT'));
  const urls = ports.map((variable) => variable.replace(/_PORT$/, '_URL'));
  return [...named, ...urls];
}

function addresses(): string {
  return readFileSync(new URL('shared/addresses.ts', sample), 'utf8');
}
