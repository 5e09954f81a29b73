import type { Expression, Statement } from './syntax.ts';

/** Turns of a loop that are all run. */
const ALL = 20;

/** Samples of a longer loop, beside its first and its last turn. */
const SAMPLES = 8;

/** Of the turns of a loop one that is run for several. */
export interface Sample {
  /** Turns from the one that was run before, or from the start. */
  readonly skipped: number;
  /** Turns that it stands for. */
  readonly weight: number;
}

/** Which of the turns of a loop are run: all, or of a longer one the first, the last, and the middles of equal parts. */
export function samplesOf(turns: number): readonly Sample[] {
  if (turns <= ALL) return Array.from({ length: turns }, () => ({ skipped: 0, weight: 1 }));
  const between = turns - 2;
  const ends = Array.from({ length: SAMPLES + 1 }, (_, i) => 1 + Math.floor((between * i) / SAMPLES));
  const samples: Sample[] = [{ skipped: 0, weight: 1 }];
  let next = 1;
  for (let i = 0; i < SAMPLES; i++) {
    const [from = 0, to = 0] = [ends[i], ends[i + 1]];
    const middle = (from + to - 1) >> 1;
    samples.push({ skipped: middle - next, weight: to - from });
    next = middle + 1;
  }
  return [...samples, { skipped: turns - 1 - next, weight: 1 }];
}

const found = new WeakMap<object, ReadonlySet<string>>();

/** The variables that a statement or an expression counts up or down. */
export function countersIn(node: Statement | Expression): ReadonlySet<string> {
  let names = found.get(node);
  if (!names) {
    const own = new Set<string>();
    visit(node, own);
    names = own;
    found.set(node, names);
  }
  return names;
}

function visit(node: unknown, names: Set<string>): void {
  if (Array.isArray(node)) {
    for (const one of node) visit(one, names);
  } else if (node !== null && typeof node === 'object') {
    const { kind, sign, of, left } = node as {
      kind?: string;
      sign?: string;
      of?: Expression;
      left?: Expression;
    };
    const counted = kind === 'step' ? of : kind === 'assign' && /^[+-]=$/.test(sign ?? '') ? left : undefined;
    if (counted?.kind === 'name') names.add(counted.name);
    for (const one of Object.values(node)) visit(one, names);
  }
}
