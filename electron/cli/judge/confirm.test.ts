import { describe, expect, it } from 'vitest';
import { startKernel } from '../../../kernels/index.ts';
import { sampleRun } from '../../ipc/fixture/sample-run.ts';
import type { Receipt } from '../../ipc/judge/receipt.ts';
import { plain } from '../terminal/paint.ts';
import { differencesFrom } from './confirm.ts';
import { confirmationText } from './text.ts';

type ReceiptTrial = Receipt['trials'][number];

const started = startKernel('gemm', {}, 'mine');
if ('issues' in started) throw new Error(JSON.stringify(started.issues));

const TRIAL: ReceiptTrial = {
  reason: 'given',
  problem: { op: 'gemm', dtype: 'f32', m: 64, n: 64, k: 64 },
  distribution: 'tiny',
  seed: 5,
  program: 'a'.repeat(64),
  findings: [],
  verification: {
    maxRelativeError: 2e-6,
    tolerance: 1e-5,
    method: 'elements',
    rowsChecked: 64,
    rows: 64,
  },
  failure: null,
};

const RECEIPT: Receipt = {
  format: 'tilescope-receipt',
  version: 1,
  madeAt: '2026-01-02T03:04:05.000Z',
  kernel: 'own:mine',
  source: 'mine.metal',
  texts: ['b'.repeat(64)],
  descriptor: started.descriptor,
  environment: { ...sampleRun().environment, machine: 'this one' },
  seed: 9,
  isRight: true,
  trials: [{ ...TRIAL, reason: 'checked', distribution: 'normal' }, TRIAL],
  speed: null,
};

const changed = (change: Partial<ReceiptTrial>): Receipt => ({
  ...RECEIPT,
  trials: [RECEIPT.trials[0] as ReceiptTrial, { ...TRIAL, ...change }],
});
const verified = (change: Partial<NonNullable<ReceiptTrial['verification']>>) =>
  changed({ verification: { ...(TRIAL.verification as NonNullable<typeof TRIAL.verification>), ...change } });

const speed = (verdict: 'FASTER' | 'SLOWER' | 'UNCLEAR'): Receipt['speed'] => {
  const compared = { id: '0b6f3a0e-6d5c-4f6e-9c57-2f1d8f0a1b2c', name: 'timed', contender: null };
  const figures = { ratio: 0.5, interval95: [0.4, 0.6] as [number, number], pValue: 0, threshold: 0.01 };
  const cell = {
    problem: TRIAL.problem,
    size: '64x64x64',
    contender: 'cblas',
    baselineNs: 2,
    candidateNs: 1,
  };
  return {
    format: 'tilescope-verdicts',
    version: 1,
    method: 'paired',
    baseline: compared,
    candidate: compared,
    cells: [{ ...cell, ...figures, verdict, reason: 'so' }],
    overall: [],
  };
};

describe('a receipt that was changed', () => {
  it.each([
    ['an error', verified({ maxRelativeError: 1e-9 }), 'its largest error is 2.0×10⁻⁶, not 1.0×10⁻⁹'],
    ['a tolerance', verified({ tolerance: 1e-3 }), 'its tolerance is 1.0×10⁻⁵, not 1.0×10⁻³'],
    ['a program', changed({ program: 'c'.repeat(64) }), 'it ran another program, by its SHA-256'],
    [
      'a failure',
      changed({ failure: { code: 'WRONG_RESULT', message: 'wrong' } }),
      'it does not speak against the kernel',
    ],
  ])('is not confirmed: %s', (_what, before, said) => {
    expect(differencesFrom(before, RECEIPT)).toEqual([`given 64×64×64, tiny inputs: ${said}`]);
    const { text, isConfirmed } = confirmationText(before, RECEIPT, plain);
    expect(isConfirmed).toBe(false);
    expect(text).toContain(`is not confirmed:\n  given 64×64×64, tiny inputs: ${said}`);
  });

  it('is not confirmed if trials of it did not run', () => {
    const again = { ...RECEIPT, trials: RECEIPT.trials.slice(0, 1) };
    expect(differencesFrom(RECEIPT, again)).toEqual(['given 64×64×64, tiny inputs: it was not tried']);
  });

  it('is not confirmed if the kernel is slower than what it says to be faster than', () => {
    const before = { ...RECEIPT, speed: speed('FASTER') };
    expect(differencesFrom(before, { ...RECEIPT, speed: speed('SLOWER') })).toEqual([
      '64x64x64 against cblas: SLOWER, not FASTER',
    ]);
    expect(differencesFrom(before, { ...RECEIPT, speed: speed('UNCLEAR') })).toEqual([]);
  });
});

describe('a receipt that was not', () => {
  it('is confirmed, with rounding errors as large as sums of another order have', () => {
    expect(differencesFrom(verified({ maxRelativeError: 2.001e-6 }), RECEIPT)).toEqual([]);
  });

  it('is confirmed with other figures on another machine, which is named', () => {
    const { environment } = RECEIPT;
    const elsewhere = {
      ...verified({ maxRelativeError: 3e-6 }),
      environment: { ...environment, machine: 'another', device: { ...environment.device, name: 'Other' } },
    };
    const { text, isConfirmed } = confirmationText(elsewhere, RECEIPT, plain);
    expect(isConfirmed).toBe(true);
    expect(text).toMatch(/is confirmed.*\nIt is from Other by Tilescope .*, and was run again on /);
  });
});
