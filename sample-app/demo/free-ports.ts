import { createServer } from 'node:net';
import { host, ports, portVariable, type ServiceName } from '../shared/addresses.js';
import { DemoError } from './demo-error.js';

export async function requireFreePorts(services: ServiceName[]): Promise<void> {
  for (const service of services) {
    requirePort(service);
    if (await isFree(ports[service])) continue;
    throw new DemoError(
      `Port ${ports[service]}, which ${service} needs, is already taken: ` +
        `stop what listens there, or choose another port with ${portVariable(service)}.`,
    );
  }
}

function requirePort(service: ServiceName): void {
  const port = ports[service];
  if (Number.isInteger(port) && port > 0 && port < 65_536) return;
  const variable = portVariable(service);
  throw new DemoError(
    `${variable} must be a port from 1 to 65535, but is "${process.env[variable]}".`,
  );
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}
