// An edited copy in its states.
import type {
  CopyCheck,
  CopyVerdict,
  OpenedCell,
  TextDiagnostic,
} from '../../electron/ipc/edit/edit-schema.ts';
import { openedPasses, textsOf } from '../../electron/ipc/edit/edited-program.ts';
import { generate, type Problem } from '../../kernels/index.ts';
import * as runs from './runs.ts';

const PROBLEM: Problem = { op: 'gemm', dtype: 'f32', m: 512, n: 512, k: 512 };

/** A copy of the largest cell of the finished run, as it is opened. */
export const OPENED: OpenedCell = openedCell();

function openedCell(): OpenedCell {
  const made = generate('gemm-direct', PROBLEM);
  if ('issues' in made) throw new Error('The gallery has no kernel to edit');
  const { passes } = made.program;
  return {
    runId: runs.FINISHED.id,
    cellId: 'gemm-f32-512x512x512|gemm-direct',
    runName: runs.FINISHED.name,
    problem: PROBLEM,
    contender: 'gemm-direct',
    texts: textsOf(passes),
    passes: openedPasses(passes),
    origin: {
      from: '2026-01-02 on Apple M1 Max (machine 0123456789abcdef)',
      generator: 'tilescope 0.1.0',
    },
    needsConsent: false,
    draft: null,
  };
}

/** The same, of a run from a file. */
export const FOREIGN: OpenedCell = { ...OPENED, needsConsent: true };

/** What a person has written into it: near the top, where it is seen. */
export const CHANGE = {
  from: 'using namespace metal;\n',
  to: 'using namespace metal;\n\n#define STAGES 2\nconstant unit DEPTH = STAGES;\n',
};

const [text = ''] = OPENED.texts;
const line = text.slice(0, text.indexOf(CHANGE.from)).split('\n').length + 3;

export const TYPO: readonly TextDiagnostic[] = [
  { severity: 'error', file: null, line, column: 10, message: "unknown type name 'unit'", text: 0 },
  { severity: 'warning', file: null, line: line - 1, column: 9, message: 'macro is not used', text: 0 },
];

const SIDE = {
  action: 'write',
  file: null,
  thread: [0, 0, 0],
  lane: 0,
  simdgroup: 0,
  threadgroup: [0, 0, 0],
} as const;

/** A race that the check found. */
export const RACE: CopyCheck = {
  problem: { ...PROBLEM, m: 67, n: 67, k: 67 } as Problem,
  failure: null,
  findings: [
    {
      kind: 'race',
      message: `Threads 0 and 32 both write C[0] (line ${line}), with no barrier between them`,
      kernel: 'gemm_direct',
      pass: 0,
      memory: null,
      offsetBytes: 0,
      access: { ...SIDE, line },
      other: { ...SIDE, line },
      barrier: null,
      count: 12,
      code: null,
    },
  ],
};

export const FASTER: CopyVerdict = {
  runId: '00000000-0000-4000-8000-00000000c0de',
  failure: null,
  copies: [{ problem: PROBLEM, status: 'ok', failure: null, verification: null }],
  cells: [
    {
      problem: PROBLEM,
      size: '512x512x512',
      contender: 'own:gemm-direct-edit',
      baselineNs: 1e6,
      candidateNs: 8.8e5,
      verdict: 'FASTER',
      ratio: 0.88,
      interval95: [0.86, 0.9],
      pValue: 1e-6,
      threshold: 0.01,
      reason: 'Significant, and beyond 1.0%.',
    },
  ],
  overall: [],
};
