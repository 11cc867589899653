import { context } from '@opentelemetry/api';
import type { HttpInstrumentationConfig } from '@opentelemetry/instrumentation-http';
import { describe, expect, it } from 'vitest';
import { CATALOG } from '../../lib/instrumentation/catalog.js';
import { chooseLibraries } from '../../lib/instrumentation/choose-libraries.js';

const libraries = Object.keys(CATALOG);
const optIn = ['lru-memoizer', 'nestjs-core'];
const configOf = (library: string, option: Parameters<typeof chooseLibraries>[0]): unknown =>
  chooseLibraries(option).find((chosen) => chosen.library === library)?.config;
const namesOf = (option: Parameters<typeof chooseLibraries>[0]): string[] =>
  chooseLibraries(option).map(({ library }) => library);

describe('the option "instrumentations"', () => {
  it('switches everything on with auto, and nothing with false', () => {
    expect(namesOf('auto')).toEqual(libraries.filter((name) => !optIn.includes(name)));
    expect(namesOf(false)).toEqual([]);
  });

  it('switches on what is off unless it is named', () => {
    expect(namesOf({ 'nestjs-core': true, 'lru-memoizer': true })).toEqual(libraries);
    expect(namesOf({ 'nestjs-core': {}, 'lru-memoizer': {} })).toEqual(libraries);
  });

  it('changes the libraries it names, and leaves the others on', () => {
    const left = libraries.filter((name) => !['undici', 'ioredis', ...optIn].includes(name));

    expect(namesOf({ undici: false, pg: true, ioredis: { enabled: false } })).toEqual(left);
  });

  it('merges a configuration over our defaults', () => {
    expect(configOf('pg', { pg: { ignoreConnectSpans: false } })).toEqual({
      requireParentSpan: true,
      ignoreConnectSpans: false,
    });
    expect(configOf('pg', { pg: { requireParentSpan: false } })).toEqual({
      requireParentSpan: false,
      ignoreConnectSpans: true,
    });
  });

  it('takes undefined for the default', () => {
    expect(configOf('pg', { pg: { requireParentSpan: undefined } })).toEqual({
      requireParentSpan: true,
      ignoreConnectSpans: true,
    });
  });

  it('asks the hook of the user where ours has no objection', () => {
    const http = {
      ignoreOutgoingRequestHook: ({ path }: { path?: string | null }) => path === '/',
    };
    const config = configOf('http', { http }) as HttpInstrumentationConfig;

    expect(config.disableIncomingRequestInstrumentation).toBe(true);
    context.with(context.active(), () => {
      expect(config.ignoreOutgoingRequestHook?.({ path: '/' })).toBe(true);
      expect(config.ignoreOutgoingRequestHook?.({ path: '/orders' })).toBe(false);
    });
  });
});
