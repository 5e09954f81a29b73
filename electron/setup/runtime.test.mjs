import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PLATFORMS } from './platform-packages.mjs';
import { chooseRuntime } from './runtime.mjs';

const FOLDER = join(import.meta.dirname, 'runtime');
const { packages } = JSON.parse(readFileSync(join(FOLDER, 'package-lock.json'), 'utf8'));
const manifest = JSON.parse(readFileSync(join(FOLDER, 'package.json'), 'utf8'));

const choose = (suffices, platform, arch) =>
  chooseRuntime({ suffices, version: '20.20.2', platform, arch }, packages);

describe.each(PLATFORMS)('on $os-$cpu', ({ os, cpu }) => {
  it('the Node that is running is taken if it suffices', () => {
    expect(choose(true, os, cpu)).toEqual({});
  });

  it('else the one that npm has for the platform', () => {
    const { path, version } = choose(false, os, cpu).package;
    expect(packages[path]).toMatchObject({ os, cpu, version });
    expect(packages[path].integrity).toMatch(/^sha512-/);
  });
});

it('elsewhere it is said what to do', () => {
  expect(choose(true, 'freebsd', 'x64')).toEqual({});
  expect(choose(false, 'freebsd', 'x64').problem).toMatch(/needs Node 24 .* Node 20\.20\.2, .* freebsd-x64/);
});

it('one version is locked on every platform, which npm ci accepts', () => {
  expect(packages[''].optionalDependencies).toEqual(manifest.optionalDependencies);
  expect(new Set(Object.values(manifest.optionalDependencies)).size).toBe(1);
});
