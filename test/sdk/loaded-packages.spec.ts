import { afterAll, describe, expect, it } from 'vitest';
import { forgetPrograms } from '../support/compiled-program.js';
import { startProgram } from '../support/run-program.js';

const program = new URL('./fixtures/loaded-packages.ts', import.meta.url);
const missingExporters = new URL('./fixtures/missing-exporters.ts', import.meta.url);
const bundled = new URL('./fixtures/bundled.ts', import.meta.url);

const provider = '@opentelemetry/sdk-trace-node';
const exporter = '@opentelemetry/exporter-trace-otlp-proto';
const ofTheStockEngine = /^@opentelemetry\/(sdk-|exporter-|otlp-)/;

afterAll(forgetPrograms);

// What is loaded stays in memory for as long as the application runs.
describe('an application that has started and made a span', () => {
  it('has loaded nothing of the stock engine and its exporter', async () => {
    const packages = await loadedPackages();

    expect(packages).toContain('@opentelemetry/core');
    expect(packages.filter((name) => ofTheStockEngine.test(name))).toEqual([]);
  });

  it.each([{ exporter: 'none' }, { exporter: 'console' }, { debug: true }])(
    'has loaded nothing of them for %j either',
    async (options) => {
      const packages = await loadedPackages({ OPTIONS: JSON.stringify(options) });

      expect(packages.filter((name) => ofTheStockEngine.test(name))).toEqual([]);
    },
  );

  it('has loaded both for the stock engine', async () => {
    const packages = await loadedPackages({ OPTIONS: '{ "engine": "stock" }' });

    expect(packages).toEqual(expect.arrayContaining([provider, exporter]));
  });

  it('has loaded the provider package alone for the exporter named memory', async () => {
    const packages = await loadedPackages({ OPTIONS: '{ "exporter": "memory" }' });

    expect(packages).toContain(provider);
    expect(packages).not.toContain(exporter);
  });
});

describe('an application bundled without its node_modules', () => {
  it('starts with the defaults, and is told what another exporter needs', async () => {
    const running = await startProgram(bundled);

    expect(await running.ended()).toMatchObject({ code: 1 });
    expect(running.stdout()).toBe('started with the defaults\n');
    expect(running.stderr()).toMatch(
      new RegExp(`TracingConfigurationError: .*needs the package "${provider}".*npm install`),
    );
  });
});

describe('an application without the package of an exporter', () => {
  it('is told what to install, by forRoot() and by forRootAsync()', async () => {
    const running = await startProgram(missingExporters);
    await running.ended();

    const told = JSON.parse(running.stdout()) as { code: string; message: string }[];
    const needs = (what: string, name: string) => ({
      code: 'PACKAGE_MISSING',
      message:
        `TracingModule: ${what} needs the package "${name}", which could not be loaded ` +
        `(Cannot find module '${name}'). Run "npm install ${name}", where there is a bundle beside it.`,
    });
    expect(told).toEqual([
      needs(`The exporter 'jaeger'`, '@opentelemetry/exporter-jaeger'),
      needs(`The exporter 'zipkin'`, '@opentelemetry/exporter-zipkin'),
      needs(`The OTLP protocol 'http/json'`, '@opentelemetry/exporter-trace-otlp-http'),
      needs(`The OTLP protocol 'grpc'`, '@opentelemetry/exporter-trace-otlp-grpc'),
      needs(`The exporter 'jaeger'`, '@opentelemetry/exporter-jaeger'),
    ]);
  });
});

async function loadedPackages(environment?: Record<string, string>): Promise<string[]> {
  const running = await startProgram(program, environment);
  await running.ended();
  return JSON.parse(running.stdout()) as string[];
}
