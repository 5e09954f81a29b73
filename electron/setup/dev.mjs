// npm run dev: the window on unminified bundles, which are rebuilt as files change. A new page reloads the window, any
// other bundle restarts the application. npm run gallery: the same with the gallery of the window's states.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, watch } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { prepare } from './prepare.mjs';
import { ROOT, toolEnvironment } from './process.mjs';

const DIST = join(ROOT, 'dist');
const SCRIPTS = {
  dev: ['main', 'processes', 'preload', 'worlds', 'renderer', 'demo'].map((bundle) => `bundle:${bundle}`),
  gallery: ['bundle:gallery'],
};
const DEVELOPMENT = ['--watch', '--minify=false', '--define:process.env.NODE_ENV="development"'];
/** The bundles of one change are written within this time; the first ones take longer. */
const SETTLE_MS = 200;
const FIRST_MS = 1500;

const mode = process.argv[2] === 'gallery' ? 'gallery' : 'dev';
const { electron } = prepare({ window: true, test: false, double: false });
const port = await freePort();
const env = { ...toolEnvironment(), TILESCOPE_DEVTOOLS_PORT: String(port) };
if (mode === 'gallery') {
  env.TILESCOPE_RENDERER = join(DIST, 'gallery');
  env.TILESCOPE_USER_DATA = mkdtempSync(join(tmpdir(), 'tilescope-gallery-'));
  mkdirSync(env.TILESCOPE_RENDERER, { recursive: true });
}

// esbuild watches until its standard input ends, which is when this process does.
for (const script of SCRIPTS[mode]) {
  spawn('npm', ['run', '--silent', script, '--', ...DEVELOPMENT], { cwd: ROOT, env, stdio: ['pipe', 2, 2] });
}

/** Bundles as last seen, by path: esbuild also writes those that stay the same. @type {Map<string, string>} */
const known = new Map();
let changed = { page: false, process: false };
/** @type {NodeJS.Timeout | undefined} */
let timer;

watch(DIST, { recursive: true }, (_event, path) => {
  if (!path || !/\.(c?js|css)$/.test(path) || path.startsWith('report')) return;
  const text = readFileSync(join(DIST, path), 'utf8');
  if (text === known.get(path)) return;
  known.set(path, text);
  changed[/^(renderer|gallery)/.test(path) ? 'page' : 'process'] = true;
  clearTimeout(timer);
  timer = setTimeout(apply, app ? SETTLE_MS : FIRST_MS);
});

/** @type {import('node:child_process').ChildProcess | null} */
let app = null;

async function apply() {
  const { process: restart } = changed;
  changed = { page: false, process: false };
  if (app && !restart)
    return reload().catch((error) => console.error(`The window did not reload: ${error.message}`));
  await stop();
  const command = electron
    ? ['electron', '.', `--remote-debugging-port=${port}`]
    : ['node', 'dist/chromium-shell.js'];
  const started = spawn(command[0], command.slice(1), { cwd: ROOT, env, stdio: 'inherit' });
  app = started;
  started.once('exit', (code) => app === started && process.exit(code ?? 1));
}

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop().then(() => process.exit(0)));

/** Ends the application, if it runs. */
async function stop() {
  const running = app;
  app = null;
  if (!running) return;
  const exited = new Promise((done) => running.once('exit', done));
  running.kill('SIGTERM');
  await exited;
}

/** Reloads the window over the DevTools protocol, which Electron and the Chromium shell both speak. */
async function reload() {
  const { chromium } = await import('playwright-core');
  const address = `http://127.0.0.1:${port}`;
  const started = app;
  while (!(await fetch(`${address}/json/version`).catch(() => null))) {
    // A window that is still opening shows the new page anyway, or is closed by now.
    if (app !== started) return;
    await wait(SETTLE_MS);
  }
  const browser = await chromium.connectOverCDP(address);
  for (const page of browser.contexts().flatMap((context) => context.pages())) await page.reload();
  await browser.close();
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((found, failed) => {
    const server = createServer().once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => found(port));
    });
  });
}
