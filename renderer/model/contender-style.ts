import { CONTENDERS } from '../../kernels/index.ts';

export type Marker = 'circle' | 'square' | 'triangle' | 'diamond' | 'down' | 'hexagon';

/** How a contender is drawn in every view: hue, dash and shape all differ, so that no one of them is needed. */
export interface ContenderStyle {
  /** A CSS colour from the tokens. */
  readonly color: string;
  /** SVG stroke-dasharray; empty for a solid line. */
  readonly dash: string;
  readonly marker: Marker;
}

const STYLES: readonly ContenderStyle[] = [
  { color: 'var(--series-1)', dash: '', marker: 'circle' },
  { color: 'var(--series-2)', dash: '7 3', marker: 'square' },
  { color: 'var(--series-3)', dash: '2 3', marker: 'triangle' },
  { color: 'var(--series-4)', dash: '9 3 2 3', marker: 'diamond' },
  { color: 'var(--series-5)', dash: '5 2 1 2 1 2', marker: 'down' },
  { color: 'var(--series-6)', dash: '12 3', marker: 'hexagon' },
];

/** The style is the contender's place in the table of contenders, so it never depends on what a run contains. */
export function styleOf(contender: string): ContenderStyle {
  const known = CONTENDERS.findIndex(({ id }) => id === contender);
  const index = known >= 0 ? known : CONTENDERS.length + hash(contender);
  return STYLES[index % STYLES.length] as ContenderStyle;
}

/** The contender's name for people; a run from a newer version may carry one that is not known here. */
export function labelOf(contender: string): string {
  return CONTENDERS.find(({ id }) => id === contender)?.label ?? contender;
}

function hash(text: string): number {
  let sum = 0;
  for (const char of text) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 65_521;
  return sum;
}
