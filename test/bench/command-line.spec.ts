import { describe, expect, it } from 'vitest';
import { readCommandLine } from './command-line.js';

describe('the command line of the benchmark', () => {
  it('measures everything when nothing is chosen', () => {
    const { plan, selection } = readCommandLine([]);

    expect(plan.name).toBe('full');
    expect(selection.configurations).toHaveLength(7);
    expect(selection.parts).toEqual(['micro', 'startup', 'overhead', 'saturation', 'outage']);
    expect(selection.isPartial).toBe(false);
  });

  it('measures what requests cost when a part of it is chosen', () => {
    const { selection } = readCommandLine(['--quick', '--route', 'steps,hello', '--only', 'ours']);

    expect(selection).toEqual({
      parts: ['overhead'],
      platforms: ['express', 'fastify'],
      routes: ['hello', 'steps'],
      configurations: ['ours'],
      isPartial: true,
    });
  });

  it('profiles our server when no other is chosen', () => {
    const { selection, profileSeconds } = readCommandLine(['--profile', '--seconds', '3']);

    expect(selection.configurations).toEqual(['ours']);
    expect(profileSeconds).toBe(3);
  });

  it.each([
    [['--platform', 'koa'], '--platform knows no "koa". It takes one or more of: express, fastify'],
    [
      ['--platform', 'fastify', '--route', 'hundred'],
      '--route hundred is not served on --platform',
    ],
    [['--profile', '--seconds', 'ten'], '--seconds must be a number greater than 0, but got "ten"'],
    [['--fast'], "Unknown option '--fast'"],
  ])('refuses %j', (args, sentence) => {
    expect(() => readCommandLine(args)).toThrow(sentence);
  });
});
