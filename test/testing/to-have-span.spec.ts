import 'nestjs-tracing/testing/vitest';
import { SpanKind } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { messageOf, request, spansOf } from './support/made-spans.js';

describe('toHaveSpan()', () => {
  it.each([
    'AuthGuard',
    /^Auth/,
    { name: /^GET/, kind: 'SERVER' },
    { name: expect.stringContaining('Guard'), status: expect.stringMatching('UNSET') },
    { attributes: expect.objectContaining({ 'http.route': '/orders/:id' }) },
    expect.objectContaining({ name: 'AuthGuard', kind: 'INTERNAL' }),
    { name: 'OrdersController.find', status: 'ERROR', attributes: { tags: ['a', 'b'] } },
    { attributes: { 'http.response.status_code': expect.any(Number) } },
  ] as const)('finds %o', (expected) => {
    expect(spansOf(request)).toHaveSpan(expected);
  });

  it.each([
    /^Guard/,
    { name: expect.stringContaining('nowhere') },
    { kind: expect.stringMatching('PRODUCER') },
    { attributes: expect.objectContaining({ 'http.route': '/' }) },
    expect.objectContaining({ name: 'nowhere' }),
  ])('finds no %o', (expected) => {
    expect(spansOf(request)).not.toHaveSpan(expected);
  });

  it.each([/^GET/g, /^GET/y])('finds %o again and again', (name) => {
    const spans = spansOf({ name: 'GET /orders', kind: SpanKind.SERVER });

    expect(spans).toHaveSpan({ name });
    expect(spans).toHaveSpan({ name });
    expect(name.lastIndex).toBe(0);
  });

  it.each([
    [{ nam: 'AuthGuard' }, 'but got "nam"'],
    [{ 'http.route': '/' }, 'Attributes go into { attributes: {} }'],
    [undefined, 'but got undefined'],
    [['AuthGuard'], "but got [ 'AuthGuard' ]"],
  ])('refuses %o, which any span would do for', (expected, words) => {
    const spans = spansOf(request);

    expect(() => expect(spans).toHaveSpan(expected as object)).toThrow(words);
    expect(() => expect(spans).not.toHaveSpan(expected as object)).toThrow(TypeError);
  });

  it('shows what there is when there is none', () => {
    const message = messageOf(() =>
      expect(spansOf(request)).toHaveSpan({ name: 'AuthGuard', attributes: { user: 7 } }),
    );

    expect(message).toContain(
      `expected a span like { name: 'AuthGuard', attributes: { user: 7 } }`,
    );
    expect(message).toContain(
      `of that name there is { kind: 'INTERNAL', status: 'UNSET', attributes: {} }`,
    );
    expect(message).toContain('SERVER GET /orders/:id\n  AuthGuard\n');
  });

  it('refuses what are no spans, also to a test that wants none', () => {
    expect(() => expect({}).not.toHaveSpan('a')).toThrow('expects finished spans');
  });
});
