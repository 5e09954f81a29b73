import { describe, expect, it } from 'vitest';
import { FAMILIES } from '../../kernels/index.ts';
import { COMMAND_NAMES, HELP, OVERVIEW } from './help.ts';
import { reasonOf } from './usage-error.ts';

const WIDTH = 96;

describe('help', () => {
  it.each([OVERVIEW, ...Object.values(HELP)])('fits in a terminal', (text) => {
    expect(text.split('\n').filter((line) => line.length > WIDTH)).toEqual([]);
  });

  it('lists every command and every operation', () => {
    for (const name of COMMAND_NAMES) expect(OVERVIEW).toMatch(new RegExp(`^  ${name} `, 'm'));
    for (const { op } of FAMILIES) expect(HELP.sweep).toContain(`\nOperation ${op}`);
  });

  it('abbreviates long lists of evenly spaced values', () => {
    expect(HELP.sweep).toContain('dqHead=8|16|…|256');
    expect(HELP.sweep).toContain('blockK=8|16|24|32|64');
  });
});

it.each([
  [new Error("ENOENT: no such file or directory, open 'x'"), 'no such file or directory'],
  [new Error('short write'), 'short write'],
  ['gone', 'gone'],
])('the reason of %s is %s', (error, reason) => expect(reasonOf(error)).toBe(reason));
