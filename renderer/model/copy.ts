// An edited copy of a cell's program, as the editor shows it.

import type {
  CopyCheck,
  CopyVerdict,
  Edit,
  EditedLaunch,
  OpenedCell,
  OpenedPass,
  TextDiagnostic,
} from '../../electron/ipc/edit/edit-schema.ts';
import { formatItems, formatPercent } from '../../electron/ipc/figures.ts';
import type { VerdictRecord } from '../../electron/ipc/verdict/record.ts';
import { sizeLabel } from '../../kernels/index.ts';

/** What was changed of a cell's program: its texts and launches, as they are now. */
export interface Changes {
  readonly texts: readonly string[];
  readonly launches: Edit['launches'];
}

/** The program as it is: nothing changed. */
export function unchanged({ texts }: Pick<OpenedCell, 'texts'>): Changes {
  return { texts, launches: {} };
}

/** A draft's changes; texts that it leaves as they were are those of the cell. */
export function changesOf({ texts, draft }: Pick<OpenedCell, 'texts' | 'draft'>): Changes {
  if (!draft) return { texts, launches: {} };
  return { texts: texts.map((text, index) => draft.texts[index] ?? text), launches: draft.launches };
}

/** The edit that makes changes of a cell's program. */
export function editOf({ texts }: Pick<OpenedCell, 'texts'>, changes: Changes): Edit {
  return {
    texts: changes.texts.map((text, index) => (text === texts[index] ? null : text)),
    launches: changes.launches,
  };
}

export function isEdited(cell: Pick<OpenedCell, 'texts'>, changes: Changes): boolean {
  const { texts, launches } = editOf(cell, changes);
  return texts.some((text) => text !== null) || Object.keys(launches).length > 0;
}

/** What a pass is launched with: as it was edited, or as it was. */
export function launchAt(
  { threadgroups, gridThreads, threadsPerThreadgroup }: OpenedPass,
  index: number,
  launches: Edit['launches'],
): EditedLaunch {
  return (
    launches[index] ?? {
      grid: [...(gridThreads ?? threadgroups)],
      threadsPerThreadgroup: [...threadsPerThreadgroup],
    }
  );
}

/** The launches with one more; one that is as it was is none. */
export function withLaunch(
  cell: Pick<OpenedCell, 'passes'>,
  launches: Edit['launches'],
  index: number,
  launch: EditedLaunch,
): Edit['launches'] {
  const { [index]: _before, ...others } = launches;
  const pass = cell.passes[index];
  const isAsItWas = pass && JSON.stringify(launchAt(pass, index, {})) === JSON.stringify(launch);
  return isAsItWas ? others : { ...others, [index]: launch };
}

/** What is said about a line of a text. */
export interface Note {
  readonly severity: 'error' | 'warning' | 'info';
  /** From 1. */
  readonly line: number;
  /** From 1; 0 for the whole line. */
  readonly column: number;
  readonly message: string;
  /** "compiler", "check" */
  readonly source: string;
}

const SEVERITIES = { error: 'error', warning: 'warning', note: 'info' } as const;

/** The notes on one of the texts. Messages without a place, and those about included files, stand at the first line. */
export function notesOn(
  text: number,
  { passes }: Pick<OpenedCell, 'passes'>,
  diagnostics: readonly TextDiagnostic[],
  check: CopyCheck | null,
): Note[] {
  const compiler = diagnostics
    .filter((diagnostic) => diagnostic.text === text)
    .map(({ severity, file, line, column, message }): Note => {
      const isHere = file === null && line > 0;
      const where = file === null ? '' : `${file}:${line}: `;
      return {
        severity: SEVERITIES[severity],
        line: isHere ? line : 1,
        column: isHere ? column : 0,
        message: `${where}${message}`,
        source: 'compiler',
      };
    });
  const found = (check?.findings ?? [])
    .filter(({ pass }) => passes[pass]?.text === text)
    .map(({ access, other, memory, message }): Note => {
      const places = [access, other, memory].filter((side) => side?.file === null && side.line !== null);
      return { severity: 'warning', line: places[0]?.line ?? 1, column: 0, message, source: 'check' };
    });
  return [...compiler, ...found];
}

/** "1 error, 2 warnings"; "Compiles" if there is none. */
export function compileText(diagnostics: readonly TextDiagnostic[]): string {
  const count = (kind: TextDiagnostic['severity']) =>
    diagnostics.filter(({ severity }) => severity === kind).length;
  const parts = (['error', 'warning'] as const)
    .filter((kind) => count(kind) > 0)
    .map((kind) => formatItems(count(kind), kind));
  return parts.join(', ') || 'Compiles';
}

export function hasErrors(diagnostics: readonly TextDiagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}

/** "Check at 67 × 67 × 67: 2 findings" */
export function checkText({ problem, findings, failure }: CopyCheck): string {
  const parts = [
    ...(findings.length > 0 ? [formatItems(findings.length, 'finding')] : []),
    ...(failure ? [failure.message] : []),
  ];
  return `Check at ${sizeLabel(problem)}: ${parts.join('; ') || 'no findings'}`;
}

type Judged = Pick<VerdictRecord['cells'][number], 'verdict' | 'ratio' | 'interval95' | 'reason'>;

/** What a verdict is worth to a reader: good, bad, or neither. */
export type Tone = 'good' | 'bad' | 'doubt';

export interface VerdictText {
  /** "FASTER", "WRONG" */
  readonly word: string;
  readonly tone: Tone;
  /** "by 12.0% (95%: 10.1% to 14.0%)" */
  readonly detail: string;
}

const TONES: Readonly<Record<Judged['verdict'], Tone>> = {
  FASTER: 'good',
  SLOWER: 'bad',
  SAME: 'doubt',
  UNCLEAR: 'doubt',
};

/** A verdict on times, for people: by how much of the original's time. */
export function judgedText({ verdict, ratio, interval95, reason }: Judged): VerdictText {
  const tone = TONES[verdict];
  if (ratio === null || interval95 === null) return { word: verdict, tone, detail: reason };
  const [low, high] = interval95;
  if (verdict === 'FASTER' || verdict === 'SLOWER') {
    const ends = [low, high].map((end) => Math.abs(end - 1)).sort((one, other) => one - other) as [
      number,
      number,
    ];
    const interval = ends.map((end) => formatPercent(end)).join(' to ');
    return { word: verdict, tone, detail: `by ${formatPercent(Math.abs(ratio - 1))} (95%: ${interval})` };
  }
  const signed = [low, high].map((end) => `${end < 1 ? '−' : '+'}${formatPercent(Math.abs(end - 1))}`);
  return { word: verdict, tone, detail: `time ${signed.join(' to ')} (95%). ${reason}` };
}

const WRONG: Readonly<Record<string, string>> = {
  wrong: 'WRONG',
  failed: 'FAILED',
  rejected: 'REJECTED',
  unsupported: 'NOT MEASURED',
};

/** How a copy did at one problem: what is wrong with it, or the verdict on its time. */
export function copyText(
  { status, failure }: CopyVerdict['copies'][number],
  judged: Judged | undefined,
): VerdictText {
  const word = WRONG[status];
  if (word) return { word, tone: status === 'unsupported' ? 'doubt' : 'bad', detail: failureText(failure) };
  if (!judged) return { word: 'NOT MEASURED', tone: 'doubt', detail: 'It was stopped before.' };
  return judgedText(judged);
}

function failureText(failure: CopyVerdict['failure']): string {
  return failure ? [failure.message, failure.detail].filter(Boolean).join('\n') : '';
}
