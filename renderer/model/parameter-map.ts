import { formatItems } from '../../electron/ipc/figures.ts';
import { type Measured, mapOf } from '../../electron/ipc/tune/importance.ts';
import type { TuningRecord } from '../../electron/ipc/tune/record.ts';
import { defaultsOf, isDefault } from '../../electron/ipc/tune/standings.ts';
import { type ParameterValue, parametersOf, parseVariant } from '../../kernels/index.ts';
import type { HeatCell } from '../charts/heat-map.tsx';

export type ClassRecord = TuningRecord['classes'][number];

/** A map over two parameters, for a heat map. */
export interface ParameterMapView {
  readonly xs: readonly string[];
  readonly ys: readonly string[];
  readonly cells: readonly HeatCell[];
}

/** What a contender's configurations took in a class of sizes, by the values of two parameters. */
export function parameterMap(tuned: ClassRecord, contender: string, x: string, y: string): ParameterMapView {
  const own = tuned.ranked.flatMap(({ contender: name, ratio, configuration }): Measured[] =>
    defaultsOf(name) === contender && configuration ? [{ configuration, log: Math.log(ratio) }] : [],
  );
  const { cells } = mapOf(x, y, own);
  const best = Math.min(...cells.map(({ ratio }) => ratio));
  const measured = cells.map((cell): HeatCell => {
    const place = { x: String(cell.x), y: String(cell.y) };
    const what = `${labelOf(contender, x)} ${cell.x}, ${labelOf(contender, y)} ${cell.y}`;
    const figures = `${cell.ratio.toFixed(3)}× at best, of ${formatItems(cell.count, 'configuration')}`;
    return {
      ...place,
      value: cell.ratio,
      ...(cell.ratio === best && { mark: 'best' }),
      details: `${what}: ${figures}${cell.ratio === best ? '; the best' : ''}`,
    };
  });
  const known = new Set(measured.map((cell) => `${cell.x}\n${cell.y}`));
  const refused = refusedCells(tuned, contender, x, y).filter((cell) => !known.has(`${cell.x}\n${cell.y}`));
  const all = [...measured, ...refused];
  return {
    xs: inOrder(
      contender,
      x,
      all.map((cell) => cell.x),
    ),
    ys: inOrder(
      contender,
      y,
      all.map((cell) => cell.y),
    ),
    cells: all,
  };
}

/** A parameter's name as people read it. */
export function labelOf(contender: string, parameter: string): string {
  return parametersOf(contender)[parameter]?.label ?? parameter;
}

/** The values of parameters with which nothing could be generated. */
function refusedCells({ ranked, refused }: ClassRecord, contender: string, x: string, y: string): HeatCell[] {
  const usual = ranked.find((one) => isDefault(one.contender) && one.contender === contender)?.configuration;
  const found = refused.flatMap(({ contenders, reason }) =>
    contenders.flatMap((name): HeatCell[] => {
      if (defaultsOf(name) !== contender) return [];
      const values: Record<string, ParameterValue | undefined> = {
        ...usual,
        ...parseVariant(name).overrides,
      };
      if (values[x] === undefined || values[y] === undefined) return [];
      const what = `${labelOf(contender, x)} ${values[x]}, ${labelOf(contender, y)} ${values[y]}`;
      return [
        {
          ...{ x: String(values[x]), y: String(values[y]), value: null, mark: 'refused' },
          details: `${what}: refused, such as ${name}: ${reason}`,
        },
      ];
    }),
  );
  return [...new Map(found.map((cell) => [`${cell.x}\n${cell.y}`, cell])).values()];
}

/** Values in the order of the parameter's table. */
function inOrder(contender: string, parameter: string, values: readonly string[]): string[] {
  const choices = (parametersOf(contender)[parameter]?.choices ?? []).map(String);
  const placeOf = (value: string) => {
    const place = choices.indexOf(value);
    return place < 0 ? choices.length : place;
  };
  return [...new Set(values)].toSorted((one, other) => placeOf(one) - placeOf(other));
}
