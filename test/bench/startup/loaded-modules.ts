import { Session } from 'node:inspector/promises';

const INSTRUMENTATION = /\/@opentelemetry\/instrumentation-([\w.-]+)\//;

/** Every file this process has loaded, whether as CommonJS or as an ES module. */
export async function listModules(): Promise<string[]> {
  const session = new Session();
  session.connect();
  const files = new Set<string>();
  session.on('Debugger.scriptParsed', ({ params: { url } }) => {
    if (url.startsWith('file:')) files.add(url);
  });
  // Which tells of all that were parsed before, too.
  await session.post('Debugger.enable');
  session.disconnect();
  return [...files];
}

/** The libraries whose instrumentation is among the files: nobody loads one without constructing it. */
export function listInstrumentations(files: readonly string[]): string[] {
  const names = files.flatMap((file) => INSTRUMENTATION.exec(file)?.[1] ?? []);
  return [...new Set(names)].toSorted();
}
