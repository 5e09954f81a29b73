// The recipe for a new family in kernels/README.md, followed to the letter in a copy of the project.
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const PROJECT = resolve(import.meta.dirname, '../../..');
const COUNT = 25;
let copy: string;

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'tilescope-recipe-'));
  // What imports kernels/ is copied with it; native/ imports nothing of it.
  for (const room of ['kernels', 'electron/compute', 'electron/ipc', 'package.json', 'tsconfig.json']) {
    await cp(join(PROJECT, room), join(copy, room), { recursive: true });
  }
  for (const room of ['native', 'node_modules']) await symlink(join(PROJECT, room), join(copy, room));
});

afterAll(() => rm(copy, { recursive: true }));

test('one folder and one line in the index make a family', async () => {
  await follow(await readFile(join(PROJECT, 'kernels/README.md'), 'utf8'));
  await writeFile(join(copy, 'run.ts'), RUN);
  const { stdout } = await promisify(execFile)(process.execPath, ['run.ts'], { cwd: copy });
  expect(JSON.parse(stdout)).toEqual({ right: COUNT, wrong: [] });
});

test('and the types are right', async () => {
  const command = join(PROJECT, 'node_modules/typescript/bin/tsc');
  const options = ['--noEmit', '-p', 'tsconfig.kernels.json'];
  const config = { extends: './tsconfig.json', include: ['kernels'], exclude: ['**/*.test.ts'] };
  await writeFile(join(copy, 'tsconfig.kernels.json'), JSON.stringify(config));
  const checked = promisify(execFile)(process.execPath, [command, ...options], { cwd: copy });
  expect(await checked.catch((error: unknown) => error)).toMatchObject({ stdout: '' });
});

/** Writes the page's files and applies its changes. */
async function follow(page: string): Promise<void> {
  for (const [, path = '', text = ''] of page.matchAll(/```ts\n\/\/ (kernels\/\S+)\n([\s\S]*?)```/g)) {
    await mkdir(dirname(join(copy, path)), { recursive: true });
    await writeFile(join(copy, path), text);
  }
  for (const [, path = '', change = ''] of page.matchAll(/```diff\n \/\/ (kernels\/\S+)\n([\s\S]*?)```/g)) {
    const lines = change.trimEnd().split('\n');
    const removed = lines.filter((line) => line.startsWith('-')).map((line) => line.slice(1));
    const added = lines.filter((line) => line.startsWith('+')).map((line) => line.slice(1));
    const before = await readFile(join(copy, path), 'utf8');
    const [imports = '', replacement = ''] = added;
    expect(before).toContain(removed[0]);
    await writeFile(join(copy, path), `${imports}\n${before.replace(removed[0] as string, replacement)}`);
  }
}

/** Random problems of the last family of the index, as the tests of properties run them. */
const RUN = `
import { FAMILIES } from './kernels/index.ts';
import { randomCases } from './electron/compute/fixture/random-problems.ts';
import { runTrial } from './electron/compute/fixture/trial.ts';
const result = { right: 0, wrong: [] };
for (const one of randomCases(FAMILIES.at(-1), ${COUNT}, 1)) {
  const trial = await runTrial(one, true);
  const isRight = 'program' in trial && trial.findings.length + trial.failures.length === 0;
  if (isRight) result.right++;
  else result.wrong.push({ one, trial });
}
console.log(JSON.stringify(result));
`;
