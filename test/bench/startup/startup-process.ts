import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import type { Startup, StartupCommands } from '../processes/commands.js';
import { serveCommands } from '../processes/serve-commands.js';

// As in the server that is measured under load, the configuration comes before anything of Nest.
const { configuration } = await import('../configuration.js');
const { NestFactory } = await import('@nestjs/core');
const { StartupModule } = await import('./startup.module.js');

const application = await NestFactory.create(StartupModule, { logger: ['error', 'fatal'] });
await configuration.onCreated?.(application);
await application.listen(0, '127.0.0.1');

// Both count from the start of the process.
const wallMs = performance.now();
const { user, system } = process.cpuUsage();
const { port } = (application.getHttpServer() as Server).address() as AddressInfo;

serveCommands<StartupCommands>({ startup }, { port, note: configuration.note });

async function startup(): Promise<Startup> {
  const { listInstrumentations, listModules } = await import('./loaded-modules.js');
  const files = await listModules();
  return {
    wallMs,
    cpuMs: (user + system) / 1_000,
    modules: files.length,
    instrumentations: listInstrumentations(files),
  };
}
