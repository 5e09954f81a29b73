// Electron's program for the command line, which has no page: `paint.js pdf REPORT OUT #VIEW` prints a report, and
// `paint.js png SVG OUT #` draws a chart. OUT is in a folder of its own, where Electron keeps its profile, too.
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { app } from 'electron';
import { drawPng, printReport } from './print-report.ts';

const [type, from = '', to = '', view] = process.argv.slice(-4);

app.setPath('userData', join(dirname(to), 'profile'));
// The only window is closed before what it has drawn is written.
app.on('window-all-closed', () => undefined);
void app.whenReady().then(async () => {
  try {
    const text = await readFile(from, 'utf8');
    await writeFile(to, await (type === 'png' ? drawPng(text) : printReport(text, view)));
    app.exit(0);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    app.exit(1);
  }
});
