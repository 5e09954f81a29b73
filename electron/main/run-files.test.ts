import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { bundleText } from '../ipc/bundle.ts';
import { sampleRun } from '../ipc/fixture/sample-run.ts';
import { RunStore } from '../store/run-store.ts';
import { recentFiles } from './recent-files.ts';
import { openRunFiles, savePdf, saveShown } from './run-files.ts';

/** A stand-in for Electron: the path that the user chooses, and what its window was asked. */
const electron = vi.hoisted(() => ({
  path: '',
  options: {} as object,
  printed: [] as unknown[],
  closed: 0,
  failure: null as Error | null,
}));

// Other files of tests may have loaded modules with an Electron of their own.
vi.hoisted(() => vi.resetModules());

vi.mock('electron', () => ({
  dialog: {
    showSaveDialog: async (options: object) => {
      electron.options = options;
      return { canceled: electron.path === '', filePath: electron.path };
    },
  },
  BrowserWindow: class {
    url = '';
    webContents = {
      setWindowOpenHandler: () => undefined,
      executeJavaScript: async () => null,
      printToPDF: async (options: object) => {
        if (electron.failure) throw electron.failure;
        electron.printed.push(options, readFileSync(new URL(this.url), 'utf8'));
        return Buffer.from([0x25, 0xff]);
      },
    };
    async loadURL(url: string) {
      this.url = url;
    }
    destroy() {
      electron.closed += 1;
    }
  },
}));

const run = sampleRun();
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tilescope-run-files-'));
  writeFileSync(join(folder, 'report.js'), 'draw()');
  writeFileSync(join(folder, 'report.css'), '');
  Object.assign(electron, { printed: [], closed: 0, failure: null });
});
afterEach(() => rmSync(folder, { recursive: true }));

it.each([
  ['svg', '<svg>µ</svg>', Buffer.from('<svg>µ</svg>')],
  ['png', 'iVBORw0K/w==', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0xff])],
  ['csv', 'contender,m\r\n', Buffer.from('contender,m\r\n')],
] as const)('a view is saved as %s', async (type, data, bytes) => {
  electron.path = join(folder, `chart.${type}`);
  expect(await saveShown(run, type, [data])).toEqual({ ok: true, value: { path: electron.path } });
  expect(readFileSync(electron.path)).toEqual(bytes);
  expect(electron.options).toMatchObject({
    defaultPath: `sample-run.${type}`,
    filters: [{ extensions: [type] }],
  });
});

it('slides are printed a page each, as images, which run no script', async () => {
  electron.path = join(folder, 'slides.pdf');
  const slides = ['<svg>1</svg>', '<svg><script>alert(1)</script></svg>'];
  expect(await saveShown(run, 'pdf', slides)).toEqual({ ok: true, value: { path: electron.path } });
  const [options, page] = electron.printed.slice(-2) as [object, string];
  expect(options).toMatchObject({ preferCSSPageSize: true });
  expect(page.match(/<img /g)).toHaveLength(2);
  expect(page).not.toContain('<script');
});

it('a report is printed with its colours, on the paper of its style sheet, in a window that is closed', async () => {
  electron.path = join(folder, 'report.pdf');
  expect(await savePdf(run, folder)).toEqual({ ok: true, value: { path: electron.path } });
  expect([...readFileSync(electron.path)]).toEqual([0x25, 0xff]);
  expect(electron.printed).toEqual([
    { printBackground: true, preferCSSPageSize: true },
    expect.stringContaining('id="tilescope-run"'),
  ]);
  expect(electron.closed).toBe(1);
});

it('a report that cannot be printed leaves no file and no window', async () => {
  electron.path = join(folder, 'report.pdf');
  electron.failure = new Error('Printing failed');
  expect(await savePdf(run, folder)).toMatchObject({
    error: { code: 'WRITE_FAILED', message: expect.stringMatching(/report\.pdf: Printing failed$/) },
  });
  expect(() => readFileSync(electron.path)).toThrow('ENOENT');
  expect(electron.closed).toBe(1);
});

it('of several files each run is added, and each failure names its file', async () => {
  const store = new RunStore(null);
  const path = (name: string) => join(folder, name);
  writeFileSync(path('run.json'), bundleText(run));
  writeFileSync(path('cells.csv'), 'm,n,k\n1,2,3');
  const paths = [path('cells.csv'), path('run.json'), folder, 'run.json', path('run.json')];
  const { runIds, failures } = await openRunFiles(store, paths);
  expect(runIds).toEqual([run.id, run.id]);
  expect(failures.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^cells\.csv: .*not JSON/),
    expect.stringContaining(`${folder}: `),
    'run.json is not a file on this computer: save it first.',
  ]);
  expect(recentFiles(store)).toEqual([path('run.json')]);
  store.dispose();
});

it('nothing is drawn where the dialog is dismissed', async () => {
  electron.path = '';
  expect(await savePdf(run, folder)).toEqual({ ok: true, value: null });
  expect(electron.closed).toBe(0);
});
