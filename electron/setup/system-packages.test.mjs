import { expect, it } from 'vitest';
import { advice, NEEDS } from './system-packages.mjs';

const ON_MAC = { platform: 'darwin', hasApt: false, hasBrew: true };

it.each(NEEDS)('there is a way to get $what', ({ linux, darwin }) => {
  for (const way of [linux, darwin]) if (way) expect(way.present).toBeTypeOf('function');
  if (linux) expect(linux.packages.length).toBeGreaterThan(0);
  if (darwin) expect(darwin.line).toMatch(/^\S/);
  expect(linux ?? darwin).toBeDefined();
});

it('on a Mac, it says the lines to run', () => {
  const needed = NEEDS.filter(({ for: purpose, darwin }) => purpose === 'run' && darwin);
  const text = advice(needed, ON_MAC);
  for (const { what } of needed) expect(text).toContain(`  - ${what}\n`);
  expect(text).toContain('Run these lines, then start again:\n  xcode-select --install\n');
  expect(text).toContain('\n  brew install llvm@19');
  expect(advice(needed, { ...ON_MAC, hasBrew: false })).toContain('brew.sh');
});

it('on Debian, it says one line, without root', () => {
  const needed = NEEDS.filter(({ linux }) => linux);
  const text = advice(needed, { platform: 'linux', hasApt: true, hasBrew: false });
  const [, packages = ''] = /\n {2}sudo apt-get install -y --no-install-recommends (.*)$/.exec(text) ?? [];
  expect(packages.split(' ')).toEqual([...new Set(needed.flatMap(({ linux }) => linux.packages))]);
  expect(advice(needed, { platform: 'linux', hasApt: false, hasBrew: false })).toMatch(/Install them/);
});
