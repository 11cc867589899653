import { afterAll, expect, it } from 'vitest';
import { forgetPrograms } from '../../support/compiled-program.js';
import { startProgram } from '../../support/run-program.js';
import { describeWith, serverUrl } from '../../support/servers.js';

const program = new URL('../fixtures/helped-client.ts', import.meta.url);

afterAll(forgetPrograms);

describeWith('redis', 'a helper for clients, called before and after forRoot()', () => {
  it('makes spans from then on, with instrumentations: false', async () => {
    expect(await run({})).toEqual(['ping', 'work', 'ping', 'work']);
  });

  it('makes none with enabled: false', async () => {
    expect(await run({ ENABLED: 'false' })).toEqual([]);
  });

  it('makes them for another provider that is in charge', async () => {
    expect(await run({ FOREIGN: 'true' })).toEqual(['work', 'ping', 'work', 'ping', 'work']);
  });

  it('makes none for another provider with enabled: false', async () => {
    expect(await run({ FOREIGN: 'true', ENABLED: 'false' })).toEqual(['work', 'work', 'work']);
  });
});

async function run(environment: Record<string, string>): Promise<unknown> {
  const running = await startProgram(program, { REDIS_URL: serverUrl('redis'), ...environment });
  await running.ended();
  return JSON.parse(running.stdout() || JSON.stringify(running.stderr()));
}
