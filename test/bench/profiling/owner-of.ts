import type { Runtime } from 'node:inspector';

export type Owner =
  | 'nestjs-tracing'
  | 'OpenTelemetry'
  | 'Nest'
  | 'platform and other packages'
  | 'application'
  | 'node'
  | 'native code'
  | 'garbage collection'
  | 'idle';

/** What V8 calls the time in which no JavaScript runs. */
const withoutCode: Readonly<Record<string, Owner>> = {
  '(garbage collector)': 'garbage collection',
  '(idle)': 'idle',
};

/** Whose a function is, by the file it stands in. */
export function ownerOf({ functionName, url }: Runtime.CallFrame): Owner {
  if (url === '') return withoutCode[functionName] ?? 'native code';
  if (url.startsWith('node:')) return 'node';
  if (url.includes('/node_modules/@opentelemetry/')) return 'OpenTelemetry';
  if (url.includes('/node_modules/@nestjs/')) return 'Nest';
  if (url.includes('/node_modules/')) return 'platform and other packages';
  return url.includes('/test/bench/') ? 'application' : 'nestjs-tracing';
}

/** `engine/otlp/encoding/span-batch.js` of ours, `@nestjs/core/router/…` of a package. */
export function shortPath(url: string): string {
  return url.replace(/^.*\/node_modules\//, '').replace(/^file:.*\/dist\//, '');
}
