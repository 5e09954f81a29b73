import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CheckFinding, CheckFindingSide, LaunchOutcome } from '../../ipc/check-types.ts';
import { plain } from '../terminal/paint.ts';
import { diagnosticsText } from './diagnostics.ts';
import { SAMPLE_KERNEL, SAMPLE_LIBRARY, SAMPLE_SOURCE } from './fixture/sample.ts';
import { libraryText } from './library-text.ts';
import { launchTitle, outcomeText } from './outcome-text.ts';
import { sourceFiles } from './source-files.ts';
import { hasPassed, summaryText } from './summary.ts';

const FILES = sourceFiles('sum.metal', SAMPLE_SOURCE);
const WIDTHS = [80, 120];

const side = (line: number | null, action: CheckFindingSide['action']): CheckFindingSide => {
  return { action, line, file: null, thread: [0, 0, 0], lane: 0, simdgroup: 0, threadgroup: [0, 0, 0] };
};

const RACE: CheckFinding = {
  kind: 'race',
  message: `line 10: thread (0, 0, 0) writes ${'element 0 '.repeat(12)}`.trim(),
  kernel: 'sum',
  memory: null,
  offsetBytes: 0,
  access: side(10, 'write'),
  other: side(7, 'read'),
  barrier: null,
  count: 1024,
  code: null,
};
const CLEAN: LaunchOutcome = { findings: [], mismatches: [], accesses: 12_345, wallNs: 2.7e6 };
const LAUNCH = { kernel: 'sum', threadgroups: [1], threadsPerThreadgroup: [32, 2, 1] };

function outcome(change: Partial<LaunchOutcome>, width = 100): string[] {
  return outcomeText({ ...CLEAN, ...change }, { files: FILES, width, paint: plain }).split('\n');
}

describe('findings', () => {
  it.each(WIDTHS)('fit in %d columns', (width) => {
    const lines = outcome({ findings: [RACE] }, width);
    expect(lines[0]).toBe('  ✗ Data race  1,024 times');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    expect(lines.slice(-2)).toEqual([
      '      sum.metal:10  writes  partial[at.x] = input[at.x];',
      '      sum.metal:7   reads   constant Sizes &sizes [[buffer(2)]],',
    ]);
  });

  it('show a line with both accesses once', () => {
    const lines = outcome({ findings: [{ ...RACE, message: 'A race.', count: 1, other: side(10, 'read') }] });
    expect(lines).toEqual([
      '  ✗ Data race',
      '    A race.',
      '      sum.metal:10  writes, reads  partial[at.x] = input[at.x];',
    ]);
  });

  it('show lines of included files, unless they were removed', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tilescope-check-'));
    const file = join(folder, 'helper.h');
    writeFileSync(file, 'first\nsecond\n');
    const finding = { ...RACE, message: `${file} line 2: a race.`, access: { ...side(2, 'read'), file } };
    const text = outcome({ findings: [finding] }, 200).join('\n');
    expect(text).toContain(`${FILES.nameOf(file)} line 2: a race.`);
    expect(text).toMatch(/helper\.h:2 +reads {2}second/);
    rmSync(folder, { recursive: true });
    const { lineOf } = sourceFiles('sum.metal', '');
    expect(lineOf(file, 2)).toBeNull();
  });

  it('are ordered by cause, with mismatches last', () => {
    const findings = (['lane-order', 'stopped', 'race', 'out-of-bounds'] as const).map((kind) => ({
      ...RACE,
      kind,
    }));
    const examples = [{ position: 3, expected: 1, found: 'NaN' }];
    const lines = outcome({ findings, mismatches: [{ buffer: 1, wrong: 1, total: 2000, examples }] });
    expect(lines.filter((line) => line.startsWith('  ✗')).map((line) => line.slice(4, 12))).toEqual([
      'Out-of-b',
      'Stopped ',
      'Data rac',
      'Result d',
      'buffer(1',
    ]);
    expect(lines.slice(-2)).toEqual([
      '  ✗ buffer(1) differs from the expected contents  1 of 2,000 values',
      '      [3]  expected 1  found NaN',
    ]);
  });

  it('are warnings where Metal allows what goes wrong', () => {
    const warning = { ...RACE, kind: 'fast-math', message: 'NaN.', count: 1, other: null } as const;
    const fine = { ...CLEAN, findings: [warning] };
    expect(outcome(fine)[0]).toBe('  ! Fast math fails here');
    const checked = { launch: LAUNCH, outcome: fine, diagnostics: [], failure: null };
    expect(hasPassed(checked)).toBe(true);
    expect(summaryText([checked], plain)).toMatch(/ · no findings · 1 warning$/);
  });

  it('take one line if there are none', () => {
    expect(outcome({})).toEqual(['  ✓ no findings  12,345 accesses checked in 2.70\u00a0ms']);
  });
});

describe('launches', () => {
  it('are titled by their extents', () => {
    expect(launchTitle(LAUNCH, plain)).toBe('sum  1 threadgroup of 32×2 threads');
    const grid = { ...LAUNCH, threadgroups: undefined, grid: [100, 1, 1] };
    expect(launchTitle(grid, plain)).toBe('sum  100 threads in threadgroups of 32×2');
  });

  it('add up to a summary', () => {
    const fine = { launch: LAUNCH, outcome: CLEAN, diagnostics: [], failure: null };
    expect(summaryText([fine], plain)).toBe(
      '1 launch of 1 kernel · 12,345 accesses checked · 2.70\u00a0ms · no findings',
    );
    const failed = { ...fine, outcome: null, failure: { code: 'COMPUTE_DIED', message: '' } };
    const raced = { ...fine, outcome: { ...CLEAN, findings: [RACE] } };
    expect(summaryText([fine, failed, raced], plain)).toBe(
      '3 launches of 1 kernel · 24,690 accesses checked · 5.40\u00a0ms · 1 finding · 1 launch failed',
    );
  });
});

describe('libraryText', () => {
  it('lists constants, kernels, arguments and limits', () => {
    expect(libraryText(SAMPLE_LIBRARY, [SAMPLE_KERNEL], 'sum.metal', plain).split('\n')).toEqual([
      'sum.metal  1 kernel · compiled in 120\u00a0ms',
      '',
      'function constants',
      '  constant(3)  bool  wide',
      '',
      'kernel sum  up to 64 threads per threadgroup',
      '  buffer(0)       device const float *  input    read',
      '  buffer(1)       device T *            output   read-write',
      '  buffer(2)       constant Sizes &      sizes    read',
      '  threadgroup(0)  threadgroup float *   partial',
      '  position        uint2                 at',
      '',
      'limits: 1024 threads and 32\u00a0KiB of threadgroup memory per threadgroup, SIMD-groups of 32',
    ]);
  });
});

describe('diagnosticsText', () => {
  it('points at a place as compilers do, even after tabs', () => {
    const error = { severity: 'error', file: null, line: 10, column: 18, message: "no 'input'" } as const;
    const unplaced = {
      severity: 'note',
      file: null,
      line: 0,
      column: 0,
      message: 'from the linker',
    } as const;
    expect(diagnosticsText([error, unplaced], FILES, 80, plain).split('\n')).toEqual([
      "sum.metal:10:18: error: no 'input'",
      '    10 │   partial[at.x] = input[at.x];',
      '       │                   ^',
      'sum.metal: note: from the linker',
      '1 error',
    ]);
  });

  it('names an included file', () => {
    const error = { severity: 'error', file: 'no/such/file.h', line: 3, column: 7, message: 'bad' } as const;
    expect(diagnosticsText([error], FILES, 80, plain)).toBe('no/such/file.h:3:7: error: bad\n1 error');
  });

  it('shows each message once, and the first twenty only', () => {
    const errors = Array.from({ length: 60 }, (_, index) => {
      return { severity: 'error', file: null, line: 0, column: 0, message: `fault ${index % 30}` } as const;
    });
    const lines = diagnosticsText(errors, FILES, 80, plain).split('\n');
    expect(lines.slice(-3)).toEqual([
      'sum.metal: error: fault 19',
      '… and 10 more messages; --json writes all of them.',
      '30 errors',
    ]);
    expect(lines).toHaveLength(22);
  });
});

it('shows control characters and direction marks of a source harmlessly', () => {
  const files = sourceFiles('a\u202eb.metal', 'int \u001b[8mx\u001b[0m;\r\n');
  const diagnostic = { severity: 'error', file: null, line: 1, column: 5, message: 'bad \u001b[2J' } as const;
  const text = diagnosticsText([diagnostic], files, 100, plain);
  expect(text).toContain('a\\u202eb.metal:1:5: error: bad \\u001b[2J');
  expect(text).toContain('int \\u001b[8mx\\u001b[0m;');
  expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
});
