import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import type { Profiler } from 'node:inspector';
import { trace } from '@opentelemetry/api';
import type { ProxyTracerProvider } from '@opentelemetry/api';
import type { Platform } from '../subjects.js';
import type { ServerCommands, Usage } from './commands.js';
import { serveCommands } from './serve-commands.js';

// One application under one configuration, which has to be there before anything of Nest is.
const { configuration } = await import('../configuration.js');
const { createApplication } = await import('../app/create-application.js');

const application = await createApplication(process.env['BENCH_PLATFORM'] as Platform);
await application.listen(0, '127.0.0.1');
const { port } = (application.getHttpServer() as Server).address() as AddressInfo;

serveCommands<ServerCommands>(
  { usage, flushedUsage, retainedBytes, startProfile, stopProfile },
  { port, note: configuration.note },
);

function usage(): Usage {
  const { user, system } = process.cpuUsage();
  return { cpuUs: user + system, rssBytes: process.memoryUsage.rss() };
}

async function flushedUsage(): Promise<Usage> {
  await flush();
  return usage();
}

/** Whichever provider is registered; without one there is nothing to flush. */
async function flush(): Promise<void> {
  const provider = (trace.getTracerProvider() as ProxyTracerProvider).getDelegate();
  if ('forceFlush' in provider) {
    await (provider.forceFlush as () => Promise<void>)();
  }
}

// A server that is not profiled does not load the inspector either.
async function startProfile(): Promise<void> {
  const profiler = await import('./profiler.js');
  await profiler.startProfile();
}

async function stopProfile(): Promise<Profiler.Profile> {
  const profiler = await import('./profiler.js');
  return profiler.stopProfile();
}

function retainedBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
