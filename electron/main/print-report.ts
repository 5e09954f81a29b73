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
export async function printReport(html: string, view = '#'): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'tilescope-print-'));
  try {
    // A URL with the page in it would be too long.
    const path = join(folder, 'report.html');
    await writeFile(path, html, { mode: 0o600 });
    return await inHiddenWindow(`${pathToFileURL(path).href}${view}`, async (page) => {
      await page.executeJavaScript(DRAWN);
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
