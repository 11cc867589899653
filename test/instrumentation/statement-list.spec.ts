import { describe, expect, it } from 'vitest';
import { StatementList } from '../../lib/instrumentation/fold/statement-list.js';

const fill = (...statements: string[]): StatementList => {
  const list = new StatementList();
  for (const statement of statements) list.tryAdd(statement);
  return list;
};

describe('StatementList', () => {
  it('joins statements', () => {
    expect(fill('SELECT 1', 'SELECT 2').toString()).toBe('SELECT 1; SELECT 2');
  });

  it('keeps the first eight and says that there were more', () => {
    const list = fill(...Array<string>(20).fill('S'));

    expect(list.toString()).toBe('S; S; S; S; S; S; S; S; ...');
    expect(list.tryAdd('S')).toBe(false);
  });

  it('keeps four kilobytes', () => {
    const list = fill('a'.repeat(4_000), 'b'.repeat(4_000), 'c');

    expect(list.toString()).toHaveLength(4_096);
    expect(list.toString()).toMatch(/b\.\.\.$/);
  });
});
