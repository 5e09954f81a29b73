// What is said of adopted defaults, wherever they are used.
import { parseVariant, sizeClassOf } from '../../../kernels/index.ts';
import { formatDate, formatPercent } from '../figures.ts';
import type { SweepRequest } from '../types.ts';
import { type Adoption, applying, defaultsFrom } from './adoption.ts';

type Cells = Pick<SweepRequest, 'problems' | 'contenders'>;

/** Those of a device's adoptions that apply to a cell of some. */
export function adoptionsOf(known: readonly Adoption[], cells: Cells): Adoption[] {
  const used = applying(defaultsFrom(known), cells);
  return known.filter(({ sizeClass, contender }) => used[sizeClass]?.[contender] !== undefined);
}

/** "adopted 30 Nov 2026, 12.3% less time" */
export function adoptionText({ adoptedAt, ratio }: Pick<Adoption, 'adoptedAt' | 'ratio'>): string {
  return `adopted ${formatDate(adoptedAt)}, ${formatPercent(1 - ratio)} less time`;
}

/** The same of several at once; null of none: "3 adopted 30 Nov 2026, 4.1% to 12.3% less time" */
export function adoptionsText(adoptions: readonly Adoption[]): string | null {
  const [first] = adoptions;
  if (!first) return null;
  if (adoptions.length === 1) return adoptionText(first);
  const ratios = adoptions.map(({ ratio }) => ratio);
  const [most, least] = [Math.max(...ratios), Math.min(...ratios)].map((ratio) => formatPercent(1 - ratio));
  const days = new Set(adoptions.map(({ adoptedAt }) => formatDate(adoptedAt)));
  return `${adoptions.length} adopted ${[...days].join(', ')}, ${most} to ${least} less time`;
}

/** The adopted defaults that a run was measured with: "gemm-direct (gemm f32, 1 to 100 MFLOP): blockM=32, blockK=16" */
export function usedAdoptions({ adopted = {} }: Pick<SweepRequest, 'adopted'>): string[] {
  return Object.entries(adopted).flatMap(([sizeClass, own]) =>
    Object.entries(own).map(([contender, overrides]) => {
      const values = Object.entries(overrides).map(([name, value]) => `${name}=${value}`);
      return `${contender} (${sizeClass}): ${values.join(', ')}`;
    }),
  );
}

/** The adoption that gives a contender's defaults at a problem; null if none does. */
export function adoptionAt(
  known: readonly Adoption[],
  contender: string,
  problem: Cells['problems'][number],
): Adoption | null {
  const { id } = parseVariant(contender);
  const own = adoptionsOf(known, { problems: [problem], contenders: [contender] });
  return own.find((one) => one.contender === id && one.sizeClass === sizeClassOf(problem)) ?? null;
}
