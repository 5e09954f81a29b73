// Opens a real, headless window of Chromium on a small application, and checks what that found.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const HERE = import.meta.dirname;
// Inside node_modules, so that the bundle finds its packages.
const CACHE = resolve(HERE, '../../node_modules/.cache/tilescope');
const LAUNCH_LIMIT_MS = 900_000;

let folder = '';
let facts: Record<string, unknown> = {};
let exitCode: number | null = null;

beforeAll(async () => {
  mkdirSync(CACHE, { recursive: true });
  folder = mkdtempSync(join(CACHE, 'shell-test-'));
  await buildFixture();
  writeFileSync(
    join(folder, 'dialogs.json'),
    JSON.stringify({ showSaveDialog: [{ canceled: false, filePath: '/x' }] }),
  );
  exitCode = await launch();
  facts = JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8'));
}, LAUNCH_LIMIT_MS);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function buildFixture(): Promise<void> {
  const node: BuildOptions = { bundle: true, platform: 'node', packages: 'external', logLevel: 'warning' };
  const entry = (path: string) => join(HERE, path);
  await build({
    ...node,
    format: 'esm',
    outdir: folder,
    entryPoints: {
      'chromium-shell': entry('start.ts'),
      'chromium-shell-utility': entry('utility.ts'),
      main: entry('fixture/main.ts'),
      child: entry('fixture/child.ts'),
    },
  });
  await build({
    bundle: true,
    format: 'iife',
    logLevel: 'warning',
    outdir: join(folder, 'chromium-shell-worlds'),
    entryPoints: [entry('worlds/page.ts'), entry('worlds/preload.ts')],
  });
  const preload: BuildOptions = { format: 'cjs', entryPoints: [entry('fixture/preload.ts')] };
  await build({ ...node, ...preload, outfile: join(folder, 'preload.cjs') });
}

function launch(): Promise<number | null> {
  const env = {
    ...process.env,
    TILESCOPE_HEADLESS: '1',
    TILESCOPE_DIALOGS: join(folder, 'dialogs.json'),
    FIXTURE_USER_DATA: join(folder, 'user-data'),
    FIXTURE_RESULT: join(folder, 'result.json'),
  };
  const child = spawn(process.execPath, [join(folder, 'chromium-shell.js')], { env, stdio: 'inherit' });
  const timer = setTimeout(() => child.kill('SIGKILL'), LAUNCH_LIMIT_MS - 5000);
  return new Promise((done) =>
    child.once('exit', (code) => {
      clearTimeout(timer);
      done(code);
    }),
  );
}

describe('a window of the shell', () => {
  it.each<[what: string, fact: string, expected: unknown]>([
    ['runs the page to its end', 'error', undefined],
    ['keeps Node and Electron from the page', 'globals', 'undefined,undefined,undefined'],
    ['adds to the page’s globals what preload exposes, and nothing else', 'added', 'fixture'],
    ['freezes what preload exposes', 'frozen', true],
    ['calls exposed functions at once', 'sum', 5],
    ['serves the page over the custom scheme', 'url', 'fixture://app/index.html'],
    ['tells the handler which page asks', 'senderUrl', 'fixture://app/index.html'],
    ['keeps payloads as structured clone does', 'echo', 'Float32Array,2.5,true,NaN,true,true'],
    ['keeps the order of messages to main', 'sentInOrder', true],
    ['keeps the order of messages to the page, and of the reply', 'streamed', 'after100true'],
    ['passes a handler’s error on', 'refused', "Error invoking remote method 'refuse': RangeError: too far"],
    ['refuses what cannot be cloned', 'unclonable', 'An object could not be cloned.'],
    ['denies window.open, with its true URL', 'opened', ['https://example.com/popup?x=1']],
    ['tells the page that no window opened', 'popup', 'null'],
    ['asks before the page navigates away', 'navigations', ['https://example.com/elsewhere']],
    ['stays where it was after a prevented navigation', 'urlAfterwards', 'fixture://app/index.html'],
    ['lets the application decide on permissions', 'permissions', 'denied,granted'],
    ['applies the page’s content policy', 'fetched', 'Failed to fetch'],
    ['clicks menu items by code and by their keys', 'clicked', 2],
    ['answers dialogs from a script', 'dialog', { canceled: false, filePath: '/x' }],
    ['prints to PDF', 'pdf', '%PDF-'],
    ['knows the screen', 'screen', true],
    ['makes the page dark', 'darkByDefault', true],
    ['makes the page light', 'darkAfterLight', false],
    ['opens a second window', 'windows', 2],
    ['reports a crashed page', 'gone', 'crashed'],
    ['destroys a window whose page crashed', 'secondDestroyed', true],
    ['holds the lock of its user-data folder', 'locked', true],
  ])('%s', (_what, fact, expected) => {
    expect(facts[fact]).toEqual(expected);
  });

  it.each([
    ['missing', "No handler registered for 'no such channel'"],
    ['notModelled', 'chromium-shell: ipcRenderer.sendSync is not modelled'],
    ['unknownDialog', 'chromium-shell: dialog.showCertificateTrustDialog is not modelled'],
    ['unknownWindowMethod', 'chromium-shell: BrowserWindow.flashFrame is not modelled'],
    ['unknownIpcMethod', 'chromium-shell: ipcMain.eventNamesOf is not modelled'],
    ['unknownOption', 'chromium-shell: the option pageRanges of printToPDF is not modelled'],
    ['secondDialog', 'chromium-shell: no answer is scripted for dialog.showSaveDialog'],
  ])('names what is missing: %s', (fact, message) => {
    expect(facts[fact]).toContain(message);
  });

  it('captures the page as PNG', () => {
    const { size, png } = facts.image as { size: { width: number; height: number }; png: string };
    expect(png).toBe('PNG');
    expect(size.width).toBeGreaterThan(100);
  });

  it('runs a utility process with structured clones, and kills it', () => {
    const expected = { answer: 'Float64Array 1+2+3 bigint', running: true, exit: 15, stopped: true };
    expect(facts.utility).toEqual(expected);
  });

  it('quits in the order of Electron, with exit code 0', () => {
    expect(facts.order).toEqual(['ready', 'closed', 'window-all-closed', 'before-quit', 'will-quit', 'quit']);
    expect(exitCode).toBe(0);
  });
});
