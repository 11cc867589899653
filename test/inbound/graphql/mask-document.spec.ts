import fc from 'fast-check';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { maskDocument } from '../../../lib/inbound/graphql/mask-document.js';

const mask = (text: string) => maskDocument(parse(text), text);

describe('a masked document', () => {
  it.each([
    ['a string', 'query { order(id: "4711") { id } }', 'query { order(id: ?) { id } }'],
    [
      'a string with quotes in it',
      String.raw`{ order(id: "4\"7#11") { id } }`,
      '{ order(id: ?) { id } }',
    ],
    ['a block string', '{ order(id: """\n  47 "11" #\n""") { id } }', '{ order(id: ?) { id } }'],
    [
      'a number',
      '{ orders(from: -3, above: 1.5e3) { id } }',
      '{ orders(from: ?, above: ?) { id } }',
    ],
    [
      'a boolean or null',
      '{ orders(open: true, of: null) { id } }',
      '{ orders(open: ?, of: ?) { id } }',
    ],
    ['an enum value', '{ orders(size: LARGE) { id } }', '{ orders(size: ?) { id } }'],
    ['a list', '{ orders(ids: [1, 2]) { id } }', '{ orders(ids: [?, ?]) { id } }'],
    ['an object', '{ orders(by: { name: "Ada" }) { id } }', '{ orders(by: { name: ? }) { id } }'],
    [
      'a default',
      'query ($n: Int = 3) { orders(n: $n) { id } }',
      'query ($n: Int = ?) { orders(n: $n) { id } }',
    ],
    ['a directive', '{ orders @include(if: true) { id } }', '{ orders @include(if: ?) { id } }'],
    [
      'a fragment',
      '{ ...F } fragment F on Query { order(id: 1) { id } }',
      '{ ...F } fragment F on Query { order(id: ?) { id } }',
    ],
  ])('has no literal where there was %s', (_, text, masked) => {
    expect(mask(text)).toBe(masked);
  });

  it('has no comments, and stands on one line', () => {
    expect(mask('# for Ada\nquery Shelf {\n  orders { # "all"\n    id\n  }\n}\n')).toBe(
      'query Shelf { orders { id } }',
    );
  });

  it('has nothing of any string', () => {
    const strings = fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 });
    fc.assert(
      fc.property(strings, (values) => {
        const fields = values.map((value, index) => `f${index}(of: ${JSON.stringify(value)})`);

        const masked = mask(`{ ${fields.join('\n')} }`);

        expect(masked).toBe(`{ ${values.map((_, index) => `f${index}(of: ?)`).join(' ')} }`);
      }),
    );
  });
});
