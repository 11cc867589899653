import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import * as kit from '../../lib/testing/index.js';
import { forgetPrograms } from '../support/compiled-program.js';
import { startProgram } from '../support/run-program.js';

describe('nestjs-tracing/testing', () => {
  // A name added here is one to keep; one taken away is a breaking change.
  it('exports these names and no other', () => {
    expect(Object.keys(kit).toSorted()).toEqual([
      'TraceRecorder',
      'TracingTestingModule',
      'spanTree',
      'tracingMatchers',
    ]);
    expect(Object.keys(kit.tracingMatchers)).toEqual([
      'toHaveSpan',
      'toBeOneTrace',
      'toMatchTrace',
    ]);
  });
});

/** What the compiler says of a test that has its expect() from '@jest/globals', as far as that matters here. */
function checkTest(assertion: string): string[] {
  const folder = fileURLToPath(new URL('.', import.meta.url));
  const files = new Map([
    [
      `${folder}expect.d.ts`,
      `export interface Matchers<R extends void | Promise<void>, T = unknown> { toBe(value: T): R }
       export declare function expect<T>(actual: T): Matchers<void, T>;`,
    ],
    [
      `${folder}jest-globals.ts`,
      `import '../../lib/testing/jest.js';\nimport { expect } from 'expect';\n${assertion}`,
    ],
  ]);
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    strict: true,
    types: ['node'],
    paths: { expect: [`${folder}expect.d.ts`] },
  };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (file) => files.get(file) ?? readFile(file);
  host.fileExists = (file) => files.has(file) || fileExists(file);
  const program = ts.createProgram([`${folder}jest-globals.ts`], options, host);
  return program
    .getSemanticDiagnostics(program.getSourceFile(`${folder}jest-globals.ts`))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

describe('nestjs-tracing/testing/jest', () => {
  it('tells TypeScript about the expect() of @jest/globals as well', () => {
    expect(checkTest(`expect([]).toHaveSpan('GET');`)).toEqual([]);
    expect(checkTest(`expect([]).toHaveSpan(7);`)).toHaveLength(1);
  });

  afterEach(() => vi.unstubAllGlobals());
  afterAll(forgetPrograms);

  it('extends the global expect() of Jest', async () => {
    const extend = vi.fn<(matchers: object) => void>();
    vi.stubGlobal('expect', { extend });

    await import('../../lib/testing/jest.js');

    expect(Object.keys(extend.mock.calls[0]![0])).toEqual(Object.keys(kit.tracingMatchers));
  });

  it('says what to do where there is none', async () => {
    const program = await startProgram(new URL('fixtures/no-expect.ts', import.meta.url));

    expect(await program.ended()).toEqual({ code: 1, signal: null });
    expect(program.stderr()).toContain('setupFilesAfterEnv');
  });
});
