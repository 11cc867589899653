import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../packaging/run-command.js';
import { compilePrograms, forgetPrograms } from '../../support/compiled-program.js';
import { describeWith, serverUrl } from '../../support/servers.js';
import { testEngine } from '../../support/test-engine.js';

interface Outcome {
  readonly heard: string[];
  readonly said: string[];
  readonly spans: { readonly name: string; readonly isRoot: boolean }[];
}

let program: string;

beforeAll(async () => {
  program = join(await compilePrograms(new URL('app/', import.meta.url)), 'hostile-program.js');
}, 60_000);
afterAll(forgetPrograms);

describe('a receiver that hears nonsense over TCP', () => {
  describeReceiver('tcp');
});
describeWith('redis', 'a receiver that hears nonsense over Redis', () =>
  describeReceiver('redis', serverUrl('redis')),
);
describeWith('rabbitmq', 'a receiver that hears nonsense over RabbitMQ', () =>
  describeReceiver('rabbitmq', serverUrl('rabbitmq')),
);
describeWith('nats', 'a receiver that hears nonsense over NATS', () =>
  describeReceiver('nats', serverUrl('nats')),
);
describeWith('mqtt', 'a receiver that hears nonsense over MQTT 5', () =>
  describeReceiver('mqtt5', serverUrl('mqtt')),
);
describeWith('mqtt', 'a receiver that hears nonsense over MQTT 3.1.1', () =>
  describeReceiver('mqtt4', serverUrl('mqtt')),
);

function describeReceiver(transport: string, url = ''): void {
  let plain: Outcome;
  let traced: Outcome;

  beforeAll(async () => {
    plain = await receive(transport, url, false);
    traced = await receive(transport, url, true);
  }, 60_000);

  it('does what it does without tracing', () => {
    expect(traced.heard).toEqual(plain.heard);
    expect(traced.said).toEqual(plain.said);
  });

  it('begins a trace with each message it handles', () => {
    expect(traced.spans).toHaveLength(traced.heard.length);
    expect(traced.spans.filter(({ isRoot }) => !isRoot)).toEqual([]);
  });
}

async function receive(transport: string, url: string, isTraced: boolean): Promise<Outcome> {
  const env = {
    PATH: process.env.PATH,
    TRANSPORT: transport,
    SERVER_URL: url,
    TRACED: String(isTraced),
    ENGINE: testEngine,
  };
  const { exitCode, stdout, stderr } = await runCommand(process.execPath, [program], {
    cwd: join(program, '..'),
    env,
  });
  expect(exitCode, `${stdout}${stderr}`).toBe(0);
  return JSON.parse(stdout) as Outcome;
}
