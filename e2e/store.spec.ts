// The run store as people meet it: under the command line, when it cannot be opened, and when processes are killed.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fillDisk } from '../electron/store/fixture/full-disk.ts';
import { extent, RUNS_ALL } from '../native/test/extent.ts';
import { expect, finished, HAS_ELECTRON, runSizes, SWEEP, test } from './window.ts';

const CLI = resolve(import.meta.dirname, '../dist/cli.js');

let userData = '';
test.beforeEach(() => {
  userData = mkdtempSync(join(tmpdir(), 'tilescope-e2e-'));
});
test.afterEach(() => rmSync(userData, { recursive: true, force: true }));

const environment = (more: NodeJS.ProcessEnv = {}) => ({
  ...process.env,
  FORCE_COLOR: '0',
  TILESCOPE_USER_DATA: userData,
  ...more,
});

function tilescope(parameters: readonly string[], more?: NodeJS.ProcessEnv) {
  const env = environment(more);
  return spawnSync('node', [CLI, ...parameters], { cwd: userData, encoding: 'utf8', env });
}

/** A command that runs on; `line` waits for the next line of progress, and is null at its end. */
function start(...parameters: string[]) {
  const child = spawn('node', [CLI, ...parameters], {
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (text) => {
    output += text;
  });
  const lines = createInterface({ input: child.stderr })[Symbol.asyncIterator]();
  const line = async () => ((await lines.next()) as IteratorResult<string, undefined>).value ?? null;
  return { child, line, output: () => output };
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

interface StoredCell {
  id: string;
  status: string;
  samples: string;
}

/** The cells of the only run, straight from the file. */
function storedCells(): StoredCell[] {
  const file = join(userData, 'tilescope.sqlite');
  if (!existsSync(file)) return [];
  const database = new DatabaseSync(file, { timeout: 60_000 });
  const query = `SELECT id, status, (SELECT json_group_array(wall_ns) FROM samples WHERE cell = key) AS samples
    FROM cells ORDER BY position`;
  const isMade = database.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'samples'`).get();
  const cells = isMade ? (database.prepare(query).all() as unknown as StoredCell[]) : [];
  database.close();
  return cells;
}

const isOk = ({ status }: StoredCell) => status === 'ok';

/** One library over many small sizes: a cell takes some hundredths of a second. */
const CELLS = RUNS_ALL ? 160 : 24;
const LONG = ['sweep', '--sizes', `1:${CELLS}:1`, '--contenders', 'cblas', '--time-limit', '0.001'];

test('an interrupted sweep says how to resume it, and resumes with what is left', async () => {
  const { child, line, output } = start(...LONG);
  await line();
  child.kill('SIGINT');
  expect(await ended(child)).toBe(130);
  const [, done, id] = /Kept +(\d+) of \d+ cells; tilescope resume (\w{8}) measures/.exec(output()) ?? [];
  expect(storedCells().filter(isOk)).toHaveLength(Number(done));

  expect(tilescope(['runs']).stdout).toMatch(new RegExp(`^${id} .* cancelled +${done} of ${CELLS} cells`));
  const kept = storedCells().filter(isOk);
  const resumed = tilescope(['resume', String(id).slice(0, 6), '--json', 'run.json']);
  expect([resumed.status, resumed.stdout]).toEqual([
    0,
    expect.stringContaining(`${CELLS} of ${CELLS} cells verified`),
  ]);
  expect(resumed.stderr.match(/^ *\d+\/\d+ /gm)).toHaveLength(CELLS - Number(done));
  expect(storedCells()).toEqual(expect.arrayContaining(kept));
  expect(JSON.parse(readFileSync(join(userData, 'run.json'), 'utf8'))).toMatchObject({
    run: { status: 'finished' },
  });
  expect(tilescope(['resume'])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('no interrupted'),
  });
});

/** Uniform on [0, 1), from a seed: mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

test('a sweep that is killed at any moment loses at most the cell in flight', async () => {
  const kills = extent('kills of the command line', 3, 50);
  const random = randomOf(1);
  let kept: StoredCell[] = [];
  let lost = 0;
  let startMs = 500;
  let cellMs = 50;
  for (let number = 0; number < kills; number++) {
    const { child, line } = start(...(kept.length > 0 || storedCells().length > 0 ? ['resume'] : LONG));
    const wanted = Math.floor(random() * 4);
    let told = 0;
    let since = performance.now();
    while (told < wanted && (await line()) !== null) {
      const now = performance.now();
      if (told === 0) startMs = now - since;
      else cellMs = now - since;
      since = now;
      told++;
    }
    const waitMs = random() * (wanted === 0 ? startMs : cellMs);
    await new Promise((wake) => setTimeout(wake, waitMs));
    child.kill('SIGKILL');
    await ended(child);
    expect(child.signalCode, 'it was killed before it ended').toBe('SIGKILL');

    const cells = storedCells();
    const now = cells.filter(isOk);
    // What was done stays done with its samples, and so does what was told since.
    expect(now).toEqual(expect.arrayContaining(kept));
    expect(now.length).toBeGreaterThanOrEqual(kept.length + told);
    const inFlight = cells.filter(({ status }) => status === 'running');
    expect(inFlight.length).toBeLessThanOrEqual(1);
    lost += inFlight.length;
    kept = now;
  }
  expect(tilescope(['resume']).status).toBe(0);
  expect(storedCells().filter(isOk)).toHaveLength(CELLS);
  expect(storedCells()).toEqual(expect.arrayContaining(kept));
  console.log(`${kills} kills: ${kept.length} finished cells kept, ${lost} in flight lost`);
});

test('without a folder that can be written, a sweep is measured and says so', { tag: '@all' }, () => {
  const file = join(userData, 'file');
  writeFileSync(file, '');
  const places = { TILESCOPE_USER_DATA: join(file, 'data'), TILESCOPE_CACHE: join(file, 'cache') };
  const sweep = ['sweep', '--sizes', '16', '--contenders', 'gemm-tiled'];
  const { status, stdout, stderr } = tilescope(sweep, places);
  expect([status, stdout]).toEqual([0, expect.stringContaining('1 of 1 cells verified')]);
  expect(stdout).not.toContain('resume');
  expect(stderr.match(/The run store .*tilescope\.sqlite cannot be opened and written/g)).toHaveLength(1);
  expect(stderr.match(/Compiled kernels are kept in a temporary folder/g)).toHaveLength(1);
  expect(stderr).not.toMatch(/^ +at /m);
  expect(tilescope(['runs'], places)).toMatchObject({ status: 1, stdout: '' });
});

test('a run does not resume on another machine', { tag: '@all' }, async () => {
  const { child, line } = start(...LONG);
  await line();
  child.kill('SIGKILL');
  await ended(child);
  const database = new DatabaseSync(join(userData, 'tilescope.sqlite'));
  database.exec(`UPDATE runs SET environment = json_set(environment, '$.machine', '0123456789abcdef')`);
  database.close();
  const { status, stderr } = tilescope(['resume']);
  expect([status, stderr]).toEqual([
    1,
    expect.stringMatching(/began on .* of machine 0123456789abcdef .*; this is machine /),
  ]);
});

test('a store that cannot be opened gives a box with a way on, and stays as it is', async ({ open }) => {
  const file = join(userData, 'tilescope.sqlite');
  const text = 'This is not a database. '.repeat(100);
  writeFileSync(file, text);
  // The second button: use a new file.
  const { page } = await open({ userData, dialogs: { showMessageBox: { response: 1 } } });
  await page.getByTestId('demo').click();
  await expect(page.getByTestId('run-title')).toContainText('Finished');
  expect(existsSync(join(userData, 'tilescope-2.sqlite'))).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe(text);
});

test('where the home folder cannot be written, the window opens, and measures without saving', {
  tag: '@all',
}, async ({ open }) => {
  const home = join(userData, 'home');
  writeFileSync(home, '');
  // The second button: go on without saving.
  const { page } = await open({ home, dialogs: { showMessageBox: [{ response: 1 }] } });
  await runSizes(page, '16');
  await finished(page);
  await expect(page.getByTestId('table').getByText(/[✓○]/)).toHaveCount(7);
});

test('at quit, what a full disk has no room for can be exported', { tag: '@all' }, async ({ open }) => {
  test.skip(HAS_ELECTRON, 'boxes of the system are out of reach');
  const dialogs = { showMessageBox: 'shown', showSaveDialog: 'shown' };
  const { page } = await open({ userData, dialogs });
  await page.getByTestId('welcome').waitFor();
  fillDisk(join(userData, 'tilescope.sqlite'), 'INSERT ON samples', 'UPDATE ON runs');
  await runSizes(page, '16');
  await finished(page);

  const context = page.context();
  const nextPage = () => context.waitForEvent('page', { timeout: 0 });
  const asked = nextPage();
  await page.close();
  const box = (await asked).getByRole('alertdialog', { name: 'Some of what was measured is not saved yet' });
  await expect(box).toContainText(/tilescope\.sqlite cannot grow: its disk is full.*Free some space there/s);
  const choosing = nextPage();
  await box.getByRole('button', { name: 'Export…' }).click();
  const chooser = await choosing;
  await chooser.getByRole('textbox', { name: 'Path of the file' }).fill(join(userData, 'run.json'));
  await chooser.getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => existsSync(join(userData, 'run.json'))).toBe(true);
  const { run } = JSON.parse(readFileSync(join(userData, 'run.json'), 'utf8'));
  expect([run.status, run.cells.every(isOk)]).toEqual(['finished', true]);
});

test('the window shows what a command line measures at the same time', { tag: '@all' }, async ({ open }) => {
  const { page } = await open({ userData });
  await page.getByTestId('welcome').waitFor();
  const { child, line } = start(...LONG);
  await line();
  const run = page.getByTestId('run').first();
  await expect(run).toContainText('Running', SWEEP);
  await run.click();
  await expect(page.getByTestId('table').getByText(/[✓○]/).first()).toBeVisible(SWEEP);
  await expect(page.getByTestId('progress')).toBeHidden();
  child.kill('SIGKILL');
  await expect(page.getByTestId('run-title')).toContainText('Interrupted', SWEEP);
  await page.getByTestId('resume').first().click();
  await finished(page);
  await expect(page.getByTestId('run-title')).toContainText('Finished');
});

test('a disk that fills up during a sweep is told once, and the rest is saved when there is room', {
  tag: '@all',
}, async ({ open }) => {
  const file = join(userData, 'tilescope.sqlite');
  const first = await open({ userData });
  await first.page.getByTestId('welcome').waitFor();
  const makeRoom = fillDisk(file, 'INSERT ON samples WHEN (SELECT count(*) FROM samples) >= 20');
  await runSizes(first.page, '32,48');
  const trouble = first.page.getByTestId('trouble');
  await expect(trouble).toContainText(`${file} cannot grow: its disk is full`, SWEEP);
  await expect(trouble).toContainText('Free some space there. What could not be saved is kept in memory');

  // It goes on in memory, and whatever is asked for meanwhile, what is wrong stays in view.
  await finished(first.page);
  await expect(first.page.getByTestId('table').getByText(/[✓○]/)).toHaveCount(14);
  await first.page.getByTestId('run').first().click();
  await expect(trouble).toBeVisible();
  expect(storedCells().filter(isOk)).toEqual([]);
  makeRoom();
  await expect(trouble).toBeHidden();
  expect(storedCells().filter(isOk)).toHaveLength(14);

  await first.close();
  const { page } = await open({ userData });
  await expect(page.getByTestId('run-title')).toContainText('Finished');
  await expect(page.getByTestId('table').getByText(/[✓○]/)).toHaveCount(14);
});
