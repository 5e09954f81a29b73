import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { linuxPowerSource } from '../device/conditions.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tilescope-power-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function supply(name: string, files: Record<string, string>): void {
  mkdirSync(join(folder, name));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, name, file), `${text}\n`);
}

test('a laptop on mains and on battery', () => {
  supply('AC', { type: 'Mains', online: '1' });
  supply('BAT0', { type: 'Battery' });
  expect(linuxPowerSource(folder)).toBe('mains');
  writeFileSync(join(folder, 'AC/online'), '0\n');
  expect(linuxPowerSource(folder)).toBe('battery');
});

test('an uninterruptible power supply', () => {
  supply('ups', { type: 'UPS', online: '1' });
  expect(linuxPowerSource(folder)).toBe('ups');
});

test('a machine without power information', () => {
  expect(linuxPowerSource(folder)).toBeNull();
  expect(linuxPowerSource(join(folder, 'missing'))).toBeNull();
});
