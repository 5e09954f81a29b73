// What the measured configurations of a contender say about its parameters.
import type { Configuration, ParameterValue } from '../../../kernels/index.ts';
import { defaultsOf, type Standings } from './standings.ts';
import { tunedParameters } from './tuned-parameters.ts';

/** A configuration, and the logarithm of its time to that of the reference. */
export interface Measured {
  readonly configuration: Configuration;
  readonly log: number;
}

/**
 * The share of the variance of the logarithm of the time, among the measured configurations of a contender, that the
 * values of one parameter explain on their own: ε², the correlation ratio without what as many random groups would
 * explain (Kelley, An Unbiased Correlation Ratio Measure, PNAS 21, 1935); 0 to 1. Configurations are not drawn evenly:
 * those near the leaders are many, and parameters that belong together, such as a block and its parts, share what they
 * explain.
 */
export interface Importance {
  readonly parameter: string;
  readonly share: number;
  /** By value: how many configurations have it, and the lowest ratio among them. */
  readonly values: readonly {
    readonly value: ParameterValue;
    readonly count: number;
    readonly ratio: number;
  }[];
}

/** The lowest ratio for each pair of values of two parameters that was measured. */
export interface ParameterMap {
  readonly x: string;
  readonly y: string;
  readonly cells: readonly {
    readonly x: ParameterValue;
    readonly y: ParameterValue;
    readonly count: number;
    readonly ratio: number;
  }[];
}

/** The measured configurations of a contender. */
export function measuredOf(contender: string, { ranked }: Standings): Measured[] {
  return ranked.flatMap(({ contender: name, configuration, log }) =>
    defaultsOf(name) === contender && configuration ? [{ configuration, log: log.value }] : [],
  );
}

/** The parameters of a contender that were varied, the most important first. */
export function importancesOf(contender: string, measured: readonly Measured[]): Importance[] {
  return Object.keys(tunedParameters(contender))
    .map((parameter) => importanceOf(parameter, measured))
    .filter(({ values }) => values.length > 1)
    .toSorted((one, other) => other.share - one.share);
}

export function mapOf(x: string, y: string, measured: readonly Measured[]): ParameterMap {
  const groups = Map.groupBy(measured, ({ configuration }) =>
    JSON.stringify([configuration[x], configuration[y]]),
  );
  const cells = [...groups].map(([key, own]) => {
    const [valueX, valueY] = JSON.parse(key) as [ParameterValue, ParameterValue];
    return { x: valueX, y: valueY, ...lowest(own) };
  });
  return { x, y, cells };
}

function importanceOf(parameter: string, measured: readonly Measured[]): Importance {
  const groups = Map.groupBy(measured, ({ configuration }) => configuration[parameter] as ParameterValue);
  const total = squares(measured);
  const within = [...groups.values()].reduce((sum, own) => sum + squares(own), 0);
  const left = measured.length - groups.size;
  const byChance = left > 0 ? (within / left) * (groups.size - 1) : total;
  const share = total > 0 ? Math.max(0, (total - within - byChance) / total) : 0;
  return { parameter, share, values: [...groups].map(([value, own]) => ({ value, ...lowest(own) })) };
}

function lowest(measured: readonly Measured[]) {
  return { count: measured.length, ratio: Math.exp(Math.min(...measured.map(({ log }) => log))) };
}

/** The sum of squared distances from the mean. */
function squares(measured: readonly Measured[]): number {
  const mean = measured.reduce((sum, { log }) => sum + log, 0) / measured.length;
  return measured.reduce((sum, { log }) => sum + (log - mean) ** 2, 0);
}
