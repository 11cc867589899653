import 'nestjs-tracing/testing/vitest';
import { Controller, Injectable } from '@nestjs/common';
import type { ModuleMetadata, Provider } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { TestingModule } from '@nestjs/testing';
import { describe, expect, it } from 'vitest';
import { Span, TracingModule } from '../../lib/index.js';
import { TraceRecorder, TracingTestingModule } from '../../lib/testing/index.js';
import { testEngine } from '../support/test-engine.js';
import { waitFor } from '../support/wait-for.js';

@Injectable()
class OrdersService {
  @Span('load')
  load(): string {
    return 'loaded';
  }
}

class Missing {}

@Injectable()
class NeedsMissing {
  constructor(readonly missing: Missing) {}
}

@Controller()
class ControllerNeedsMissing {
  constructor(readonly missing: Missing) {}
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

function compile({ imports = [], providers = [], ...rest }: ModuleMetadata = {}) {
  return Test.createTestingModule({
    imports: [TracingTestingModule.forRoot({ engine: testEngine }), ...imports],
    providers: [OrdersService, ...providers],
    ...rest,
  }).compile();
}

/** What a test does outside of any request, which is of the only application there is. */
async function loadIn(testing: TestingModule): Promise<void> {
  testing.get(OrdersService).load();
  const traces = testing.get(TraceRecorder);
  const trace = await traces.waitForTrace(() => true, { timeoutMs: 1_000 });
  expect(trace).toMatchTrace('load');
}

function globals(): object {
  const { version: _version, ...registered } =
    (globalThis as Record<symbol, { version?: string } | undefined>)[
      Symbol.for('opentelemetry.js.api.1')
    ] ?? {};
  return registered;
}

const failing = (useFactory: () => unknown): Provider => ({ provide: 'DATABASE', useFactory });

describe('an application under test that cannot be made', () => {
  it.each<[string, ModuleMetadata]>([
    [
      'a factory throws',
      {
        providers: [
          failing(() => {
            throw new Error('no database');
          }),
        ],
      },
    ],
    [
      'a factory rejects late',
      {
        providers: [
          failing(() =>
            turn()
              .then(turn)
              .then(() => Promise.reject(new Error('no database'))),
          ),
        ],
      },
    ],
    ['a provider lacks a dependency', { providers: [NeedsMissing] }],
    ['a controller lacks a dependency', { controllers: [ControllerNeedsMissing] }],
    [
      'a provider lacks a dependency beside the TracingModule of the application',
      { imports: [TracingModule.forRoot({ engine: testEngine })], providers: [NeedsMissing] },
    ],
  ])('leaves nothing behind where %s', async (_, metadata) => {
    await expect(compile(metadata)).rejects.toThrow(/no database|resolve dependencies/);

    const testing = await compile();
    await loadIn(testing);
    await testing.close();
    expect(globals()).toEqual({});
  });

  it('gives the API back when there is no other', async () => {
    await expect(compile({ providers: [NeedsMissing] })).rejects.toThrow('resolve dependencies');

    await waitFor('the end', () => Object.keys(globals()).length === 0);
  });
});

describe('an application under test that takes long to be made', () => {
  it('records its spans, though another was made meanwhile', async () => {
    let connect: (connection: string) => void;
    const connected = new Promise<string>((resolve) => {
      connect = resolve;
    });
    const slow = compile({ providers: [failing(() => connected)] });
    const other = await compile();
    await turn();

    connect!('connection');
    const testing = await slow;
    const traces = testing.get(TraceRecorder);
    traces.run('test', () => testing.get(OrdersService).load());

    expect(await traces.waitForTrace(() => true)).toMatchTrace(`
      test
        load
    `);
    expect(other.get(TraceRecorder).spans()).toEqual([]);
    await Promise.all([testing.close(), other.close()]);
  });
});
