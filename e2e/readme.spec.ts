import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';

const ROOT = resolve(import.meta.dirname, '..');

test('the example in electron/cli/README.md prints what the page says', () => {
  const [, page = ''] = readFileSync(join(ROOT, 'electron/cli/README.md'), 'utf8').split(
    '\n## Check your own kernel\n',
  );
  const block = (language: string) =>
    new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'm').exec(page)?.[1] ?? '';
  const cwd = mkdtempSync(join(tmpdir(), 'tilescope-e2e-'));
  writeFileSync(join(cwd, 'sum.metal'), block('metal'));
  writeFileSync(join(cwd, 'sum.json'), block('json'));
  const command = [join(ROOT, 'dist/cli.js'), 'check', 'sum.metal', '--launch', 'sum.json'];
  const env = { ...process.env, FORCE_COLOR: '0' };
  const { status, stdout } = spawnSync('node', command, { cwd, env, encoding: 'utf8' });
  const withoutTime = (text: string) => text.replace(/[\d.]+\s[mµ]?s(?= ·)/, '… ms').trim();
  expect(withoutTime(stdout)).toBe(withoutTime(block('text')));
  expect(status).toBe(1);
  rmSync(cwd, { recursive: true });
});
