import { describe, expect, it } from 'vitest';
import { shapeOfName } from '../../lib/practices/names/name-shape.js';

describe('shapeOfName()', () => {
  it.each([
    'GET /orders/:id',
    'GET /v2/orders',
    'v2',
    'OrdersV2Controller.find',
    'http2',
    'S3Client.send',
    'sha256',
    'findByUuid4',
    'node 20.19',
    'utf8 decode',
    'SELECT orders',
    'facade',
    'feedbeefcafe',
    'ACKNOWLEDGEMENTSOFDELIVERY',
    '@scope/package',
    'workflow@1.2',
    'nestjs-tracing@0.1.0',
    'git@github.com clone',
  ])('leaves "%s" alone', (name) => {
    expect(shapeOfName(name)).toEqual({ text: name, proof: Infinity });
  });

  it.each([
    ['load 7f1d3c4e-0b9a-4c52-9d1e-2f6a8b7c0d11', 'load {uuid}'],
    ['cart:507f1f77bcf86cd799439011', 'cart:{hex}'],
    ['job 01ARZ3NDEKTSV4RRFFQ69G5FAV', 'job {ulid}'],
    ['mail to ada.lovelace@example.org', 'mail to {e-mail}'],
    ['mail 7 to ada@example.org', 'mail {number} to {e-mail}'],
    ['mail Ada_7+orders@post.example.co.uk.', 'mail {e-mail}.'],
  ])('is sure of the id in "%s" at once', (name, text) => {
    expect(shapeOfName(name)).toEqual({ text, proof: 1 });
  });

  it.each([
    ['place order 4711', 'place order {number}', 5],
    ['GET /orders/4711/items', 'GET /orders/{number}/items', 5],
    ['user_123', 'user_{number}', 5],
    ['order4711', 'order{number}', 5],
    ['HTTP 404', 'HTTP {number}', 5],
    ['page 7', 'page {number}', 10],
  ])('wants other numbers than that in "%s" as proof', (name, text, proof) => {
    expect(shapeOfName(name)).toEqual({ text, proof });
  });

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [Symbol('name'), 'Symbol(name)'],
    [Object.create(null), 'object'],
    [() => 'name', 'function'],
  ])('takes what is no text for a name: %o', (name, text) => {
    expect(shapeOfName(name)).toEqual({ text, proof: Infinity });
  });

  it('looks at the start of a long name alone', () => {
    const begun = performance.now();

    const { text } = shapeOfName('a.'.repeat(500_000));

    expect(text).toHaveLength(123);
    expect(performance.now() - begun).toBeLessThan(10_000);
  });
});
