/** `npm run bench`: the size of a report of 1,536 sizes, and how long Chromium takes to draw it, beside an empty one. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { largeRun } from '../../ipc/fixture/large-run.ts';
import { reportHtml } from '../../ipc/report.ts';
import { findChromium } from '../chromium/find-chromium.ts';

const CONTENDERS = [
  'gemm-simdgroup',
  'gemm-direct',
  'gemm-tiled',
  'gemm-split-k',
  'gemm-stream-k',
  'cblas',
] as const;
const ROUNDS = 5;
/** What is on the screen of a report that is drawn: lines of its chart, cells of its table, lines of its MSL. */
const PARTS = ['[data-testid="chart-lines"] path[d^="M"]', '.sweep-table td', '.cm-line'];
const TEMPLATE = join(import.meta.dirname, '../../../dist/report');
/** Where a report has its script and its style sheet from, once `npm run bundle` has built them. */
const template = {
  script: readFileSync(join(TEMPLATE, 'report.js'), 'utf8'),
  style: readFileSync(join(TEMPLATE, 'report.css'), 'utf8'),
};

const many = { contenders: CONTENDERS, samples: 30, hasPrograms: true } as const;
const reports = [
  { name: '1,536 sizes', run: largeRun({ ...many, sizes: 1536 }) },
  { name: '1,536 sizes on a GPU', run: largeRun({ ...many, sizes: 1536, onGpu: true }) },
  // What script, style sheet and browser take by themselves.
  { name: 'one size', run: largeRun({ ...many, sizes: 1 }) },
];

const folder = mkdtempSync(join(tmpdir(), 'tilescope-bench-'));
const isRoot = process.getuid?.() === 0;
const browser = await chromium.launch({ executablePath: findChromium(), chromiumSandbox: !isRoot });
try {
  const files = reports.map(({ name, run }, index) => {
    const file = join(folder, `${index}.html`);
    const html = reportHtml(template, { format: 'tilescope-run', version: 2, run });
    writeFileSync(file, html);
    const plain = JSON.stringify(run).length + template.script.length + template.style.length;
    return { name, file, bytes: Buffer.byteLength(html), plain, times: [] as Drawn[] };
  });
  for (let round = 0; round < ROUNDS; round++) {
    for (const { file, times } of files) times.push(await draw(browser, file));
  }
  console.log(`\nReports of ${CONTENDERS.length} contenders with 30 samples a cell`);
  for (const { name, bytes, plain, times } of files) {
    const [drawn, computed] = [times.map(({ drawnMs }) => drawnMs), times.map(({ busyMs }) => busyMs)].map(
      medianText,
    );
    const size = `${(bytes / 1e6).toFixed(1)} MB, not packed ${(plain / 1e6).toFixed(1)} MB`;
    console.log(
      `  ${name.padEnd(22)} ${size.padEnd(32)} drawn after ${drawn}, of which the page computed ${computed}`,
    );
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}

interface Drawn {
  /** From when the page is opened until the frame with its chart, its table and its MSL is on the screen. */
  readonly drawnMs: number;
  /** The processor time of the page's main thread, which a busy machine does not stretch. */
  readonly busyMs: number;
}

async function draw(opened: Browser, file: string): Promise<Drawn> {
  const page = await opened.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(0);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  // The page looks for its parts itself: asking it from here would take time of its own.
  await page.addInitScript((parts) => {
    const look = () => {
      if (!parts.every((part) => document.querySelector(part))) return requestAnimationFrame(look);
      return requestAnimationFrame(() => setTimeout(() => performance.mark('drawn')));
    };
    requestAnimationFrame(look);
  }, PARTS);
  await page.goto(pathToFileURL(file).href, { waitUntil: 'commit', timeout: 0 });
  const drawn = await page.waitForFunction(() => performance.getEntriesByName('drawn')[0]?.startTime);
  const drawnMs = Number(await drawn.jsonValue());
  const { metrics } = await devtools.send('Performance.getMetrics');
  const seconds = metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  await page.close();
  return { drawnMs, busyMs: 1000 * seconds };
}

function medianText(times: readonly number[]): string {
  return `${times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]?.toFixed(0)} ms`;
}
