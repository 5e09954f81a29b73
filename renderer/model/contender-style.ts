import { PUBLISHED, PUBLISHED_PREFIX } from '../../electron/ipc/published/published-series.ts';
import {
  CONTENDERS,
  contenderLabel,
  contenderOf,
  contendersOf,
  type ParameterTable,
  type ParameterValue,
  parametersOf,
  parseVariant,
  withoutSide,
} from '../../kernels/index.ts';

export type Marker =
  | 'circle'
  | 'square'
  | 'triangle'
  | 'diamond'
  | 'down'
  | 'plus'
  | 'cross'
  | 'hexagon'
  | 'pentagon'
  | 'star'
  | 'bar'
  | 'pillar';

/** How a contender is drawn in every view. Hue, dash and marker all differ, so that any one of them is enough. */
interface ContenderStyle {
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
  { color: 'var(--series-6)', dash: '3 2 9 2', marker: 'plus' },
  { color: 'var(--series-7)', dash: '1 2 6 2', marker: 'cross' },
];

/** The styles of libraries, the same in every family, indexed by LIBRARY_PLACES. */
const LIBRARY_STYLES: readonly ContenderStyle[] = [
  { color: 'var(--library-1)', dash: '12 3', marker: 'hexagon' },
  { color: 'var(--library-2)', dash: '12 3 2 3 2 3', marker: 'pentagon' },
  { color: 'var(--library-3)', dash: '1 4', marker: 'star' },
  { color: 'var(--library-4)', dash: '6 6', marker: 'bar' },
  { color: 'var(--library-5)', dash: '8 2 2 2', marker: 'pillar' },
];

const LIBRARY_PLACES: Readonly<Record<string, number>> = {
  cblas: 0,
  'cblas-attention': 0,
  'cblas-convolution': 0,
  'cblas-copy': 0,
  mpsgraph: 1,
  'mpsgraph-sdpa': 1,
  'mpsgraph-norm': 1,
  'mpsgraph-convolution': 1,
  'mpsgraph-elementwise': 1,
  mps: 2,
  'mps-attention': 2,
  'cblas-f64': 3,
  'mpsgraph-default': 4,
  'mpsgraph-sdpa-default': 4,
  'mpsgraph-norm-default': 4,
  'mpsgraph-convolution-default': 4,
  'mpsgraph-elementwise-default': 4,
};

/** The hue and dash of what others have published, which differ from every contender's; series differ in markers. */
const PUBLISHED_STYLE = { color: 'var(--text-2)', dash: '1 3' } as const;
const PUBLISHED_MARKERS: readonly Marker[] = ['circle', 'square', 'triangle', 'diamond', 'down'];

/** How much of a contender's hue its variants keep, in percent, from one value of a parameter to the next. */
const SHADES = [100, 82, 66, 52, 40, 30] as const;
/** What a candidate and its baseline, which are drawn beside each other, have in place of their contender's looks. */
const SIDE_LOOKS = { candidate: { dash: '' }, baseline: { dash: '4 3' } } as const;
/** How much of its contender's hue a baseline keeps, in percent. */
const BASELINE_SHADE = 52;

/**
 * The style follows from the contender's place in its family, so it does not depend on the run. Variants share its
 * hue, in shades that follow the values of their parameters, and differ in dash and marker. Of a candidate and its
 * baseline, the one is solid and the other dashed.
 */
export function styleOf(name: string): ContenderStyle {
  if (name.startsWith(PUBLISHED_PREFIX)) {
    const place = PUBLISHED.findIndex(({ id }) => id === name);
    return { ...PUBLISHED_STYLE, marker: at(PUBLISHED_MARKERS, Math.max(0, place)) };
  }
  // See layoutOf(): lines of a contender at different values of a field.
  const [contender = '', part = '0'] = name.split('|');
  const { id, overrides, side } = parseVariant(contender);
  if (side) {
    const style = styleOf(`${withoutSide(contender)}|${part}`);
    const color =
      side === 'baseline'
        ? `color-mix(in oklab, ${style.color} ${BASELINE_SHADE}%, var(--text))`
        : style.color;
    return { ...style, color, ...SIDE_LOOKS[side] };
  }
  const isLibrary = contenderOf(id)?.kind === 'library';
  const styles = isLibrary ? LIBRARY_STYLES : STYLES;
  const place = isLibrary ? (LIBRARY_PLACES[id] ?? 0) : placeOf(id);
  const own = at(styles, place);
  const isVariant = Object.keys(overrides).length > 0 && !isLibrary;
  if (!isVariant && part === '0') return own;
  const number = (isVariant ? numberOf(parametersOf(id), overrides) : 0) + Number(part);
  const { dash, marker } = at(styles, place + 1 + number);
  return { color: `color-mix(in oklab, ${own.color} ${at(SHADES, number)}%, var(--text))`, dash, marker };
}

/** The place of a generated contender among the styles. */
function placeOf(id: string): number {
  const [op] = contenderOf(id)?.ops ?? [];
  return op ? contendersOf(op).findIndex((one) => one.id === id) : CONTENDERS.length + hash(id);
}

/** The label of a contender and, apart from it, the parameters of the variant. */
export function labelParts(name: string): { label: string; parameters: string } {
  const [label = name, ...parameters] = contenderLabel(name).split(' · ');
  return { label, parameters: parameters.join(' · ') };
}

/** A number that differs for every combination of choices, and goes up by one from a choice to the next. */
function numberOf(table: ParameterTable, overrides: Readonly<Record<string, ParameterValue>>): number {
  let number = 0;
  let stride = 1;
  for (const [name, value] of Object.entries(overrides)) {
    const choices = table[name]?.choices ?? [];
    const index = choices.indexOf(value);
    number += stride * (index >= 0 ? index : hash(String(value)));
    stride *= Math.max(1, choices.length);
  }
  return number;
}

function at<T>(items: readonly T[], index: number): T {
  return items[index % items.length] as T;
}

function hash(text: string): number {
  let sum = 0;
  for (const char of text) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 65_521;
  return sum;
}
