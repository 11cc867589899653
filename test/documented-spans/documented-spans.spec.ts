import path from 'node:path';
import { SpanKind } from '@opentelemetry/api';
import * as stable from '@opentelemetry/semantic-conventions';
import * as incubating from '@opentelemetry/semantic-conventions/incubating';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as attributeKeys from '../../lib/semconv/attributes.js';
import * as bullmqKeys from '../../lib/semconv/bullmq-attributes.js';
import * as incubatingKeys from '../../lib/semconv/incubating-attributes.js';
import * as nestjsKeys from '../../lib/semconv/nestjs-attributes.js';
import { compilePrograms, forgetPrograms } from '../support/compiled-program.js';
import { codesIn, readSection, tablesIn } from '../support/readme-sections.js';
import { startCompiled } from '../support/run-program.js';
import { describeWith, serverUrl } from '../support/servers.js';
import { spanKindOf } from './span-kinds.js';
import type { ToldSpan } from './span-kinds.js';

const [spansTable] = tablesIn(readSection('## Spans and attributes'));
const attributesPage = readSection('# Attributes', 'docs/attributes.md');
const [attributesTable] = tablesIn(attributesPage);
/** One attribute of one kind of span, as docs/attributes.md has it. */
const documented = attributesTable!.rows.flatMap(
  ({ attribute = '', type = '', stability = '', on = '', when = '' }) =>
    codesIn(attribute).flatMap((key) =>
      on.split(', ').map((kind) => ({ key, kind, type, stability, when })),
    ),
);

/** What it takes another system, another transport or an unlucky day to see. */
const NOT_RUN = [
  /^over gRPC/,
  /^Kafka/,
  /^behind a proxy/,
  /^the broker delivers it again/,
  /^kept by `keep`/,
  /^`graphql: /,
  /^sending failed/,
];

/** Of `instrumentation-graphql`, and of an event: neither is an attribute of a span of ours. */
const NO_ATTRIBUTES = ['graphql.source', 'nestjs.message.requeue'];

let spans: ToldSpan[];
/** Each attribute that was seen, as `HTTP server url.path`. */
let seen: Set<string>;

describeWith(['postgres', 'mysql', 'redis', 'rabbitmq'], 'the documentation of spans', () => {
  beforeAll(async () => {
    const folder = await compilePrograms(new URL('app/', import.meta.url));
    const running = startCompiled(path.join(folder, 'main.js'), {
      POSTGRES: serverUrl('postgres'),
      MYSQL: serverUrl('mysql'),
      REDIS: serverUrl('redis'),
      RABBITMQ: serverUrl('rabbitmq'),
    });
    const { code } = await running.ended();
    if (code !== 0) throw new Error(running.stderr());
    spans = JSON.parse(running.stdout()) as ToldSpan[];
    seen = new Set(
      spans.flatMap((span) => keysOf(span).map((key) => `${spanKindOf(span)} ${key}`)),
    );
  }, 60_000);

  afterAll(forgetPrograms);

  it('has a row for every kind of span there is, with its kind', () => {
    const told = spansTable!.rows.map(({ span, kind }) => `${span} ${kind}`);
    const made = new Set(spans.map((span) => `${spanKindOf(span)} ${SpanKind[span.kind]}`));

    expect(told.toSorted()).toEqual([...made].toSorted());
  });

  it('names in README.md only attributes that the kind of span has', () => {
    const told = spansTable!.rows.flatMap(({ span = '', 'main attributes': main = '' }) =>
      codesIn(main).map((key) => `${span} ${key}`),
    );

    expect(told.length).toBeGreaterThan(30);
    expect(told.filter((one) => !seen.has(one))).toEqual([]);
  });

  it('has every attribute there is, on every kind of span', () => {
    const told = new Set(documented.map(({ kind, key }) => `${kind} ${key}`));

    expect([...seen].filter((one) => !told.has(one))).toEqual([]);
  });

  it('has no attribute that is not there', () => {
    const missing = documented.filter(
      ({ kind, key, when }) =>
        !seen.has(`${kind} ${key}`) && !NOT_RUN.some((pattern) => pattern.test(when)),
    );

    expect(missing).toEqual([]);
  });

  it('names every key that the library has', () => {
    const keys = [attributeKeys, incubatingKeys, nestjsKeys, bullmqKeys].flatMap((all) =>
      Object.values(all),
    );
    const unnamed = keys.filter((key) => !attributesPage.includes(`\`${key}\``));

    expect(unnamed.toSorted()).toEqual(NO_ATTRIBUTES);
  });

  it('says of those that are not always there when they are', () => {
    const always = documented.filter(({ when }) => when === '');
    const absent = always.filter(({ kind, key }) =>
      spans.some((span) => spanKindOf(span) === kind && !keysOf(span).includes(key)),
    );

    expect(always.length).toBeGreaterThan(40);
    expect(absent).toEqual([]);
  });

  it('has the types that the values have', () => {
    const types = new Map(documented.map(({ kind, key, type }) => [`${kind} ${key}`, type]));
    const wrong = spans.flatMap((span) =>
      Object.entries(span.attributes)
        .map(([key, value]) => ({
          key: `${spanKindOf(span)} ${documentedKey(key)}`,
          type: typeOf(value),
        }))
        .filter(({ key, type }) => types.has(key) && types.get(key) !== type),
    );

    expect(wrong).toEqual([]);
  });

  it('says how stable each key is', () => {
    const wrong = documented.filter(({ key, stability }) => stability !== stabilityOf(key));

    expect(wrong).toEqual([]);
  });
});

/** Without those the application sets itself. */
function keysOf({ attributes }: ToldSpan): string[] {
  return Object.keys(attributes)
    .filter((key) => key !== 'order.id')
    .map(documentedKey);
}

/** Headers are told by what they begin with. */
function documentedKey(key: string): string {
  return key.replace(/^(http\.\w+\.header\.).+/, '$1<name>');
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? `${typeof value[0]}[]` : typeof value;
}

function stabilityOf(key: string): string {
  const isKeyOf = (conventions: object) =>
    Object.entries(conventions).some(
      ([name, value]) =>
        name.startsWith('ATTR_') &&
        (value === key ||
          (typeof value === 'function' && key.startsWith('http.') && value('<name>') === key)),
    );
  if (isKeyOf(stable)) return 'stable';
  if (isKeyOf(incubating)) return 'development';
  return key.startsWith('nestjs.') || key.startsWith('graphql.') ? 'ours' : 'theirs';
}
