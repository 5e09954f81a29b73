import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { resolveColor } from './resolve-color.ts';
import { tokensOf } from './standalone.ts';

const TOKENS = tokensOf(readFileSync(new URL('../styles/tokens.css', import.meta.url), 'utf8'));

it.each([
  ['#12ab9f', '#12ab9f'],
  ['none', 'none'],
  ['var(--surface)', '#ffffff'],
  ['var(--on-accent)', '#ffffff'],
  ['var(--no-such-token)', 'none'],
  // As Chromium's canvas has them.
  ['color-mix(in oklab, #ff0000 50%, #0000ff)', '#8c53a2'],
  ['color-mix(in oklab, #ffffff 50%, #000000)', '#636363'],
  ['color-mix(in oklab, var(--surface) 100%, var(--text))', '#ffffff'],
  ['color-mix(in oklab, var(--surface) 0%, var(--text))', '#14181d'],
])('%s is %s', (color, expected) => expect(resolveColor(color, TOKENS)).toBe(expected));
