import { describe, expect, it } from 'vitest';
import { describeRedisCommand } from '../../lib/instrumentation/describe-redis-command.js';

describe('describeRedisCommand()', () => {
  it.each([
    ['a command alone', 'multi', [], 'multi'],
    ['the key', 'get', ['stock:7'], 'get stock:7'],
    ['one mark for all that follows the key', 'set', ['stock:7', 'v', 'EX', 60], 'set stock:7 ?'],
    ['a number as a key', 'select', [3], 'select 3'],
    ['no password', 'auth', ['user', 'password'], 'auth ?'],
    ['no script', 'EVAL', ['return 1', 0], 'EVAL ?'],
    ['no key that may be binary', 'get', [Buffer.from('stock')], 'get ?'],
    ['no list given as a key', 'del', [['a', 'b']], 'del ?'],
  ])('shows %s', (_, command, args, expected) => {
    expect(describeRedisCommand(command, args)).toBe(expected);
  });

  it('cuts a long key', () => {
    expect(describeRedisCommand('get', ['k'.repeat(500)])).toHaveLength('get '.length + 100);
  });
});
