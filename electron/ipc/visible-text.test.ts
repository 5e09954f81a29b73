import { describe, expect, it } from 'vitest';
import { visibleLine, visibleText, visibleValue } from './visible-text.ts';

describe('visibleText', () => {
  it.each([
    ['a colour', '\u001b[31mred', '\\u001b[31mred'],
    ['a title of the window', '\u001b]0;owned\u0007', '\\u001b]0;owned\\u0007'],
    ['a one-byte introducer', '\u009b2J', '\\u009b2J'],
    ['a return to the start of the line', 'bad\rgood', 'bad\\u000dgood'],
    ['NUL, backspace and delete', '\0\b\u007f', '\\u0000\\u0008\\u007f'],
    ['an override of the direction', 'run\u202enosj.exe', 'run\\u202enosj.exe'],
    ['isolates and marks', '\u2066a\u2069\u200f\u061c', '\\u2066a\\u2069\\u200f\\u061c'],
    ['separators and byte order marks', '\u2028\u2029\ufeff', '\\u2028\\u2029\\ufeff'],
  ])('escapes %s', (_what, text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });

  it.each(['SGEMM 64×64×64, “quoted”', 'نص', '👩‍💻', 'line\n\tline'])('leaves %j as it is', (text) => {
    expect(visibleText(text)).toBe(text);
  });
});

it('keeps a line a line', () => {
  expect(visibleLine('a\nb\tc')).toBe('a\\u000ab\\u0009c');
});

describe('visibleValue', () => {
  it('reaches every text and every name', () => {
    const value = { name: '\u001b', list: [1, ['\u202e'], null], versions: { 'a\u0007': true } };
    const shown = { name: '\\u001b', list: [1, ['\\u202e'], null], versions: { 'a\\u0007': true } };
    expect(visibleValue(value)).toEqual(shown);
  });

  it('returns what needs no change as it is', () => {
    const samples = [{ round: 0, wallNs: 1 }];
    const run = { name: '\u001b', cells: [{ samples }] };
    expect(visibleValue(samples)).toBe(samples);
    expect(visibleValue(run).cells).toBe(run.cells);
  });
});
