import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bundleText } from '../../ipc/bundle.ts';
import { sampleDecisions, sampleRun } from '../../ipc/fixture/sample-run.ts';
import { HYPERFINE } from '../../ipc/formats/fixture/foreign.ts';
import { NO_PROGRAMS } from '../../ipc/programs/kept-program.ts';
import { CommandError, UsageError } from '../usage-error.ts';
import { exportCommand } from './export-command.ts';
import { importCommand } from './import-command.ts';
import { loadRun } from './load-run.ts';
import { openRuns } from './open-runs.ts';
import { findCell, mslText, showCommand } from './show-command.ts';

const run = sampleRun();
let folder = '';
let printed: string[] = [];
const at = (name: string) => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tilescope-runs-'));
  printed = [];
  vi.stubEnv('TILESCOPE_USER_DATA', folder);
  vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
  writeFileSync(at('run.json'), bundleText(run));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function stored(): string {
  const store = openRuns();
  const found = store.run(run.id);
  store.dispose();
  return found ? bundleText(found) : 'nothing';
}

describe('export and import', () => {
  it.each(['again.json', 'again.csv', 'again.gbench.json', 'again.nvbench.json'])(
    'by way of %s',
    async (name) => {
      await exportCommand([at('run.json'), at(name)]);
      expect(await importCommand([at(name), at('run.json')])).toBe(0);
      expect(stored()).toBe(bundleText(run));
      await exportCommand(['latest', at('out'), '--format', 'bundle']);
      expect(readFileSync(at('out'), 'utf8')).toBe(bundleText(run));
      expect(printed).toEqual([at(name), '0b6f3a0e  Sample <run>', '0b6f3a0e  Sample <run>', at('out')]);
    },
  );

  it.each(['again.json', 'again.csv', 'again.gbench.json', 'again.nvbench.json'])(
    'takes decisions along by way of %s, and says beside which run they were made',
    async (name) => {
      const text = bundleText({ ...run, decisions: sampleDecisions });
      writeFileSync(at('run.json'), text);
      await exportCommand([at('run.json'), at(name)]);
      await importCommand([at(name)]);
      expect(stored()).toBe(text);
      expect(printed[1]).toBe(
        '0b6f3a0e  Sample <run>  1 decision beside 1b6f3a0e, which is not here: import it to review this run',
      );
    },
  );

  it('draws pictures with what the bundles bring, and gives a view to nothing else', async () => {
    await expect(exportCommand([at('run.json'), at('chart.svg')])).rejects.toThrow(
      /^Cannot draw the chart \(npm run bundle builds what draws it\)/,
    );
    await expect(exportCommand([at('run.json'), at('x.csv'), '--view', 'metric=rate'])).rejects.toThrow(
      '--view: csv shows no view; expected one of svg, png, pdf',
    );
    await expect(exportCommand([at('run.json'), at('x.gif')])).rejects.toThrow(/markdown, svg, png, pdf$/);
  });

  it('refuses another run of the same id, in every format', async () => {
    await importCommand([at('run.json')]);
    writeFileSync(at('other.json'), bundleText(sampleRun({ name: 'Other' })));
    await exportCommand([at('other.json'), at('other.csv')]);
    for (const name of ['other.json', 'other.csv']) {
      await expect(importCommand([at(name)])).rejects.toThrow(/already exists and differs/);
    }
    expect(stored()).toBe(bundleText(run));
  });

  it('says what is wrong with the command line, and touches nothing', async () => {
    await expect(exportCommand([at('run.json'), at('run.gif')])).rejects.toThrow(
      /--format is required.*run\.gif/,
    );
    await expect(exportCommand([at('run.json'), at('a'), '--format', 'xml'])).rejects.toThrow(
      /--format xml: expected bundle/,
    );
    await expect(exportCommand([at('run.json'), at('run.json')])).rejects.toThrow(/would be replaced/);
    await expect(exportCommand(['nobody', at('a.csv')])).rejects.toThrow(
      /nobody: no run has this id or name/,
    );
    await expect(exportCommand([at('run.json')])).rejects.toThrow(UsageError);
    await expect(importCommand([])).rejects.toThrow(UsageError);
  });

  it('prints and writes the times of programs, and adds no run', async () => {
    writeFileSync(at('sorted.json'), HYPERFINE);
    expect(await importCommand([at('sorted.json'), '--csv', at('t.csv'), '--markdown', at('t.md')])).toBe(0);
    expect(printed.join('\n')).toMatch(
      /sorted\.json has times of whole programs, measured by hyperfine.*no run is added/,
    );
    expect(printed.join('\n')).toMatch(
      /^sort --parallel=1 words +206\u00a0ms +200\u00a0ms – 220\u00a0ms +3\.2% +8$/m,
    );
    expect(readFileSync(at('t.csv'), 'utf8').split('\r\n')).toHaveLength(1 + 9 + 1);
    expect(readFileSync(at('t.md'), 'utf8')).toContain('| sort --parallel=1 words | 206.0 |');
    expect(stored()).toBe('nothing');
  });

  it('writes times of programs of one file only, and of no run', async () => {
    const both = [at('run.json'), at('run.json'), '--csv', at('t.csv')];
    await expect(importCommand(both)).rejects.toThrow('--csv: expected one file to import');
    await expect(importCommand(both.slice(1))).rejects.toThrow(/--csv: .*run\.json has no times of programs/);
    await expect(importCommand([at('gone.json'), '--csv', '-'])).rejects.toThrow(/gone\.json: no such file/);
    expect(stored()).toBe('nothing');
  });

  it('says why a file is no run', async () => {
    writeFileSync(at('hyperfine.json'), '{"results":[{"command":"sleep 1","times":[1]}]}');
    await expect(loadRun(at('hyperfine.json'))).rejects.toThrow(
      /This file of hyperfine has times of whole programs/,
    );
    await expect(importCommand([at('missing.json')])).rejects.toThrow(CommandError);
  });
});

describe('show', () => {
  it('prints the text that was measured, whatever this version would generate, with the passes that use it', async () => {
    await importCommand([at('run.json')]);
    await showCommand([at('run.json'), '--contender', 'gemm-tiled', '--size', '64']);
    await showCommand(['latest', '--contender', 'gemm-tiled', '--size', '64']);
    const [, text = '', ofStore] = printed;
    expect(ofStore).toBe(text);
    expect(text.split('\n').slice(0, 6)).toEqual([
      expect.stringMatching(/^\/\/ gemm-tiled at 64×64×64 for A “CPU”/),
      '// kept with the run: generated by tilescope 0.0.9',
      '// pass 1 of 2: gemm_old, 2×4×1 threadgroups of 32×2×1 threads, constants 2 = true, 10 = 1',
      '// pass 2 of 2: gemm_old, 2×4×1 threadgroups of 32×2×1 threads, constants 2 = true, 10 = 0.1',
      '// An older text </script> of gemm: “ü”\\u2028',
      expect.stringMatching(/^kernel void gemm_old/),
    ]);
  });

  it('says what was decided about the cell', async () => {
    writeFileSync(at('run.json'), bundleText({ ...run, decisions: sampleDecisions }));
    await showCommand([at('run.json'), '--contender', 'gemm-tiled', '--size', '64']);
    expect(printed[0]?.split('\n')[2]).toBe(
      '// beside 1b6f3a0e: rejected by ada, 2026-01-03: slower: “ü”\\u2028\\u000a</script>',
    );
  });

  it('generates the text of a cell again where the run keeps none, and says so', async () => {
    const cells = run.cells.map((cell) => ({ ...cell, program: null }));
    writeFileSync(at('run.json'), bundleText({ ...run, ...NO_PROGRAMS, cells }));
    await showCommand([at('run.json'), '--contender', 'gemm-tiled', '--size', '64']);
    const [text = ''] = printed;
    expect(text).toMatch(/^\/\/ generated again by tilescope \d\S*: the run keeps no text of this cell$/m);
    expect(text).toMatch(/^\/\/ pass 1 of 1: \w+, \d+×\d+×\d+ threadgroups of \d+×\d+×\d+ threads/m);
    expect(text).toMatch(/^kernel void /m);
  });

  it.each([
    [undefined, '64', /--contender is required: gemm-tiled, cblas/],
    ['gemm-tiled', undefined, /--size is required: 64x64x64, 65x1x16384/],
    ['mps', '64', /--contender mps: expected gemm-tiled, cblas/],
    ['cblas', '65', /--size 65: expected 64x64x64, 65x1x16384/],
  ])('%s at %s', (contender, size, message) => {
    expect(() => findCell(run, contender, size)).toThrow(message);
  });

  it('has no text of a library', () => {
    expect(() => mslText(findCell(run, 'cblas', '65×1×16384'), run)).toThrow(/is a library/);
  });
});
