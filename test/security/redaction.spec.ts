import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskQuery } from '../../lib/redaction/mask-query.js';
import { maskSql } from '../../lib/redaction/mask-sql.js';
import type { SqlDialect } from '../../lib/redaction/mask-sql.js';
import { maskText } from '../../lib/redaction/mask-text.js';
import { maskUrl } from '../../lib/redaction/mask-url.js';
import { addSecretNames } from '../../lib/redaction/secret-names.js';
import { timeOfLong } from './support/time-of-long.js';

const DIALECTS: readonly SqlDialect[] = ['postgresql', 'mysql', 'other'];
const SECRET = 'hunter2secret';

/** Texts out of what matters to the redactors, in any order, and any other text. */
const pieces = fc.array(
  fc.oneof(
    fc.constantFrom(
      "'",
      '"',
      '`',
      '\\',
      '$',
      '$$',
      '$a$',
      '--',
      '/*',
      '*/',
      '#',
      '\n',
      '?',
      '&',
      '=',
      ';',
      ':',
      '://',
      '//',
      '@',
      ' ',
      'e',
      'E',
      'x',
      '0x1F',
      '1e+5',
      '5',
      '.',
      '(',
      ')',
      '{',
      '}',
      'password',
      'token=',
      'Bearer ',
      'eyJhbGciOi.',
      'authorization: ',
      'Key (',
      '=(',
      '\\"',
      "Duplicate entry '",
      ' for key ',
      'value "',
      ' is out of range',
      'dup key: {',
      '%',
      '%41',
      '\n    at ',
      'invalid input syntax for type x: "',
      ' near ',
      'SELECT',
      'REDACTED',
      ',',
    ),
    fc.string({ unit: 'binary', maxLength: 6 }),
  ),
  { maxLength: 40 },
);
const hostileText = pieces.map((all) => all.join(''));

const redactors: readonly [string, (text: string) => string][] = [
  ['a query', maskQuery],
  ['a URL', maskUrl],
  ['the text of an error', maskText],
  ...DIALECTS.map((dialect): [string, (text: string) => string] => [
    `a statement of ${dialect}`,
    (text) => maskSql(text, dialect),
  ]),
];

describe.each(redactors)('the redactor of %s', (_, redact) => {
  it('throws at no text, and leaves what it has redacted', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const once = redact(text);

        expect(redact(once)).toBe(once);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    'a',
    "'",
    '"',
    '$',
    '$a',
    '/*',
    '-',
    '\\',
    "'\\",
    '=',
    '&token',
    '://a:b',
    '@',
    '://@',
    'password',
    'password=',
    '"password": "',
    'a.b-c',
    'eyJaaaaaaaa',
    'Bearer ',
    'cookie:',
    '%',
    "Duplicate entry '",
    'Key (',
    'value "',
    'dup key: {',
    '5',
    '5.',
    "x'",
    ' near ',
    '?a',
  ])('takes no longer than it should on %o, repeated', (piece) => {
    expect(timeOfLong((length) => redact(piece.repeat(length / piece.length)))).toBeLessThan(250);
  });
});

describe('a secret', () => {
  const safe = fc.string({ unit: fc.constantFrom(...'abc XYZ019/.-_'.split('')), maxLength: 12 });
  /** What is left of it in redacted texts. */
  const left = (redact: (text: string) => string, text: fc.Arbitrary<string>): string[] =>
    fc
      .sample(text, 100)
      .map(redact)
      .filter((redacted) => redacted.includes(SECRET));

  it.each([
    'password',
    'access_token',
    'apiKey',
    'client-secret',
    'X-Amz-Signature',
    'sid',
    'p%77d',
  ])('under the key %s is in no query, URL or message', (key) => {
    const pair = safe.map((text) => `${text.replaceAll(/[ /]/g, '')}=1&${key}=${SECRET}&b=2`);

    const url = pair.map((query) => `https://shop.example/a?${query}#${query}`);
    const message = url.map((text) => `GET ${text} failed`);

    expect(left(maskQuery, pair)).toEqual([]);
    expect(left(maskUrl, url)).toEqual([]);
    expect(left(maskText, message)).toEqual([]);
  });

  it.each([
    `connect ECONNREFUSED postgres://shop:${SECRET}@db:5432/orders`,
    `connect ECONNREFUSED amqp://:${SECRET}@mq`,
    `mongodb+srv://u:p@${SECRET}@cluster.example/db?retryWrites=true`,
    `redis://${SECRET}@cache:6379`,
    `Server=db;User Id=sa;Password=${SECRET};Encrypt=true`,
    `url=https://shop.example/?token=${SECRET}`,
    `host=db password='it is ${SECRET}' user=shop`,
    JSON.stringify({ user: 'ann', password: SECRET }),
    JSON.stringify({ body: JSON.stringify({ client_secret: `a"${SECRET}` }) }),
    `{ headers: { authorization: 'Basic ${SECRET}', accept: '*/*' } }`,
    `sent headers\nAuthorization: Basic ${SECRET}==\nAccept: */*`,
    `sent Bearer ${SECRET}${SECRET} in vain`,
    `invalid token eyJhbGciOiJIUzI1NiJ9.${SECRET}.${SECRET}`,
    `Duplicate entry 'O'${SECRET}' for key 'users.email'`,
    `insert: Key (email, name)=(${SECRET}, (a)) already exists.`,
    `invalid input syntax for type integer: "${SECRET}"\n    at parse (file.js:1:1)`,
    `value "1${SECRET}" is out of range for type integer`,
    `E11000 duplicate key error collection: shop.users index: email_1 dup key: { email: "${SECRET}" }`,
    `Incorrect integer value: '${SECRET}' for column 'age' at row 1`,
    `You have an error in your SQL syntax; check the manual for the right syntax to use near '${SECRET}' at line 1`,
  ])('is not in %o once that has been redacted', (text) => {
    expect(maskText(text)).not.toContain(SECRET);
    expect(maskText(`Error: ${text}\n    at connect (net.js:1:1)`)).not.toContain(SECRET);
    expect(maskText(`Error: ${text}\n    at connect (net.js:1:1)`)).toContain('at connect (net.js');
  });

  it('is in no statement whose literals are well-formed', () => {
    const inner = safe.map((text) => text + SECRET + text);
    const literals = {
      postgresql: [
        inner.map((text) => `'${text}\\'`),
        inner.map((text) => `E'it\\'s ${text}'`),
        inner.map((text) => `'it''s ${text}'`),
        inner.map((text) => `$tag$'${text}$$"$tag$`),
        inner.map((text) => `/* a /* b */ ${text} */ 1`),
        inner.map((text) => `-- ${text}\n1`),
      ],
      mysql: [
        inner.map((text) => `'it\\'s ${text}'`),
        inner.map((text) => `"say ""${text}"""`),
        inner.map((text) => `_utf8'a\n${text}'`),
        inner.map((text) => `# ${text}\n1`),
      ],
      other: [inner.map((text) => `N'it''s ${text}'`), inner.map((text) => `'a\\' ${text}'`)],
    };

    for (const dialect of DIALECTS) {
      const list = fc.array(fc.oneof(...literals[dialect]), { minLength: 1, maxLength: 4 });
      const statement = list.map((values) => `INSERT INTO users VALUES (${values.join(', ')})`);

      expect(left((text) => maskSql(text, dialect), statement)).toEqual([]);
    }
  });

  it('may have another name, which an option tells', () => {
    addSecretNames(['patient_ref', /^x-internal-/gi]);

    expect(maskQuery('Patient_Ref=a&x-internal-a=b&X-Internal-a=c&other=d')).toBe(
      'Patient_Ref=REDACTED&x-internal-a=REDACTED&X-Internal-a=REDACTED&other=d',
    );
    expect(maskText('no row with patient_ref=4711 in patients')).toBe(
      'no row with patient_ref=REDACTED in patients',
    );
  });
});

describe('what is no secret', () => {
  it.each([
    ['SELECT a1, "b2" FROM t_3 WHERE id = $1 AND c = :name LIMIT 1 OFFSET @p2', 'postgresql'],
    ['SELECT `a``1`.b FROM t WHERE id = ? AND c IN (?, ?)', 'mysql'],
    [`SELECT a::int4, b #>> path FROM t WHERE c = ANY($1)`, 'postgresql'],
  ] as const)('stays in %s', (statement, dialect) => {
    expect(maskSql(statement, dialect)).toBe(statement);
  });

  it.each([
    [
      "SELECT 'a', 5, -1.5e+3, 0xFF, x'1F', b'01' FROM t1 -- c",
      'postgresql',
      'SELECT ?, ?, -?, ?, ?, ? FROM t1',
    ],
    ['SELECT "a", `b`, 5', 'mysql', 'SELECT ?, `b`, ?'],
    ["SELECT 'never ends, 5", 'other', 'SELECT ?'],
  ] as const)('becomes of %s only its literals', (statement, dialect, masked) => {
    expect(maskSql(statement, dialect)).toBe(masked);
  });

  it.each([
    'connect ECONNREFUSED 127.0.0.1:5432',
    'password authentication failed for user "shop"',
    'Unexpected token \'<\', "<!DOCTYPE "... is not valid JSON',
    'process exited with code=1',
    'Error: no\n    at run (file:///app/node_modules/@nestjs/core/router.js?v=5:10:3)',
    'getaddrinfo ENOTFOUND https://shop.example:8443/path',
  ])('stays in %o', (text) => {
    expect(maskText(text)).toBe(text);
  });
});
