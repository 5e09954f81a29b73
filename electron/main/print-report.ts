import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BrowserWindow } from 'electron';
import { PNG_SCALE, pngOf } from '../ipc/picture-png.ts';

/** Settles once the report has read its run and drawn it, or its error, with its fonts. */
const DRAWN = `new Promise((done) => {
  const look = () => (document.querySelector('.report, [role="alert"]') ? done() : setTimeout(look, 20));
  look();
}).then(() => document.fonts.ready).then(() => null)`;

/** A report as PDF, on the paper that renderer/styles/print.css asks for. @param view the fragment of its address */
export function printReport(html: string, view = '#'): Promise<Buffer> {
  return printPage(html, view, DRAWN);
}

const SHOWN = 'Promise.all([...document.images].map((image) => image.decode())).then(() => null)';

/** SVGs as PDF, a page of 16:9 each. */
export function printPictures(svgs: readonly string[]): Promise<Buffer> {
  const style =
    '@page { size: 960px 540px; margin: 0 } body { margin: 0 } img { display: block; width: 960px; height: 540px }';
  // As images they run no script, whatever they contain.
  const images = svgs.map(
    (svg) => `<img alt="" src="data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}">`,
  );
  return printPage(`<!doctype html><style>${style}</style>${images.join('')}`, '#', SHOWN);
}

/** @param shown a script that settles once the page can be printed */
async function printPage(html: string, view: string, shown: string): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'tilescope-print-'));
  try {
    // A URL with the page in it would be too long.
    const path = join(folder, 'page.html');
    await writeFile(path, html, { mode: 0o600 });
    return await inHiddenWindow(`${pathToFileURL(path).href}${view}`, async (page) => {
      await page.executeJavaScript(shown);
      return page.printToPDF({ printBackground: true, preferCSSPageSize: true });
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** An SVG as PNG, of PNG_SCALE times its size. */
export function drawPng(svg: string): Promise<Buffer> {
  return inHiddenWindow('data:text/html,', async (page) => {
    const base64 = await page.executeJavaScript(`(${pngOf})(${JSON.stringify(svg)}, ${PNG_SCALE})`);
    return Buffer.from(base64, 'base64');
  });
}

async function inHiddenWindow<T>(url: string, use: (page: Electron.WebContents) => Promise<T>): Promise<T> {
  const window = new BrowserWindow({
    show: false,
    webPreferences: { contextIsolation: true, sandbox: true, nodeIntegration: false, webSecurity: true },
  });
  try {
    window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
    await window.loadURL(url);
    return await use(window.webContents);
  } finally {
    window.destroy();
  }
}
