import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startGraphql } from './support/start-graphql.js';
import type { TracedGraphql } from './support/start-graphql.js';
import { graphqlServers } from './support/servers.js';

/** `error.type` of the SERVER span, where it fails, and type and message of each exception by span. */
interface Seen {
  readonly failure: unknown;
  readonly exceptions: readonly string[];
}

const failures: [title: string, query: string, seen: Seen][] = [
  [
    'of a resolver',
    '{ broken }',
    { failure: 'DatabaseDown', exceptions: ['FailingResolver.broken: DatabaseDown no connection'] },
  ],
  [
    'of a resolver that throws no Error',
    '{ text }',
    { failure: 'string', exceptions: ['FailingResolver.text: string a string'] },
  ],
  [
    'of a guard',
    '{ guarded }',
    { failure: 'DatabaseDown', exceptions: ['BrokenGuard.canActivate: DatabaseDown no sessions'] },
  ],
  [
    'of a scalar',
    '{ misshapen }',
    {
      failure: 'GraphQLError',
      exceptions: [
        'POST /graphql: GraphQLError Float cannot represent non numeric value: "not a number"',
      ],
    },
  ],
];

const refusals: [title: string, query: string, exceptions: string[]][] = [
  [
    'an HttpException below 500',
    '{ declined }',
    ['FailingResolver.declined: BadRequestException declined'],
  ],
  [
    'a GraphQLError with the code of a client mistake',
    '{ unknown }',
    ['FailingResolver.unknown: GraphQLError no such order'],
  ],
  [
    'a guard that says no',
    '{ forbidden }',
    ['POST /graphql: ForbiddenException Forbidden resource'],
  ],
];

describe.each(graphqlServers)('an error with %s', (name, { makeAdapter, makeModule }) => {
  let traced: TracedGraphql;

  beforeAll(async () => {
    traced = await startGraphql(makeModule(), makeAdapter());
  });

  beforeEach(() => traced.reset());

  afterAll(() => traced.close());

  const server = () => traced.span('POST /graphql');

  it.each(failures)('%s fails the request, though it is answered 200', async (_, query, seen) => {
    const { errors } = await traced.ask(query);

    const { status, attributes } = await server();
    expect(errors).toHaveLength(1);
    expect(status.code).toBe(SpanStatusCode.ERROR);
    expect(attributes['http.response.status_code']).toBe(200);
    expect(attributes['error.type']).toBe(seen.failure);
    expect(exceptionsIn(traced.spans())).toEqual(seen.exceptions);
  });

  it.each(refusals)('is kept, and fails nothing, when it is %s', async (_, query, exceptions) => {
    const { errors } = await traced.ask(query);

    const { status } = await server();
    expect(errors).toHaveLength(1);
    expect(status.code).toBe(SpanStatusCode.UNSET);
    expect(exceptionsIn(traced.spans())).toEqual(exceptions);
  });

  it.each([
    ['no GraphQL', '{ orders "secret" }', 'PARSE'],
    ['no operation of the schema', '{ order(id: "secret", size: secret) { id } }', 'VALIDATION'],
  ])('in a request that is %s is recorded by its code alone', async (_, query, kind) => {
    await traced.ask(query);

    const { status, attributes } = await server();
    const code = name.startsWith('Apollo') ? `GRAPHQL_${kind}_FAILED` : 'MER_ERR_GQL_VALIDATION';
    expect(attributes['http.response.status_code']).toBe(400);
    expect(status.code).toBe(SpanStatusCode.UNSET);
    expect(exceptionsIn(traced.spans())).toEqual([`POST /graphql: GraphQLError ${code}`]);
    expect(everythingIn(traced.spans())).not.toContain('secret');
  });

  it('in variables is recorded without them', async () => {
    await traced.ask({
      query: 'query Limited($limit: Float) { order(id: "1", limit: $limit) { id } }',
      variables: { limit: 'secret' },
    });

    const { status } = await server();
    expect(status.code).toBe(SpanStatusCode.UNSET);
    expect(exceptionsIn(traced.spans())).toHaveLength(1);
    expect(everythingIn(traced.spans())).not.toContain('secret');
  });

  it('in one operation of several fails the request', async () => {
    await traced.ask([{ query: '{ orders { id } }' }, { query: '{ broken }' }]);

    const { status } = await server();
    expect(status.code).toBe(SpanStatusCode.ERROR);
    expect(exceptionsIn(traced.spans())).toEqual([
      'FailingResolver.broken: DatabaseDown no connection',
    ]);
  });

  it('beside an answer fails the request all the same', async () => {
    const { data } = await traced.ask('{ orders { id } broken declined }');

    expect(data?.orders).toHaveLength(2);
    const { attributes } = await server();
    expect(attributes['error.type']).toBe('DatabaseDown');
    expect(exceptionsIn(traced.spans())).toEqual([
      'FailingResolver.broken: DatabaseDown no connection',
      'FailingResolver.declined: BadRequestException declined',
    ]);
  });
});

/** `span: type message` of each exception. */
function exceptionsIn(spans: readonly ReadableSpan[]): string[] {
  return spans
    .flatMap(({ name, events }) =>
      events
        .filter((event) => event.name === 'exception')
        .map(({ attributes = {} }) => [
          `${name}:`,
          attributes['exception.type'],
          attributes['exception.message'],
        ]),
    )
    .map((parts) => parts.join(' '))
    .toSorted();
}

function everythingIn(spans: readonly ReadableSpan[]): string {
  return JSON.stringify(
    spans.map(({ attributes, events, status }) => [attributes, events, status]),
  );
}
