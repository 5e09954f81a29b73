// A tuning as `tune` writes it with --json.
import * as z from 'zod';
import { extentsLabel, type Problem } from '../../../kernels/index.ts';
import { problemSchema, runIdSchema } from '../request-schemas.ts';
import type { Run } from '../types.ts';
import { verdictShape, verdictShown } from '../verdict/record.ts';
import { adoptable, type Final, type FinalVerdict, finalOf, type NoiseOf, winnerOf } from './final.ts';
import { type Importance, importancesOf, mapOf, measuredOf, type ParameterMap } from './importance.ts';
import { outcomeText } from './outcome.ts';
import { defaultsOf, type Standings, standingsOf } from './standings.ts';
import { classesOf, type TunedClass, type Tuning, tuningSchema } from './tuning.ts';

const value = z.union([z.number(), z.string(), z.boolean()]);
const count = z.int().min(0);
const ratio = z.number().positive();
const interval = z.tuple([ratio, ratio]);

const finalVerdictSchema = z.strictObject({
  contender: z.string(),
  /** The defaults that it is compared with. */
  against: z.string(),
  ...verdictShape,
  sizes: z.array(z.strictObject({ problem: problemSchema, size: z.string(), ...verdictShape })),
});

const classSchema = z.strictObject({
  /** See sizeClassOf(). */
  name: z.string(),
  /** What stands for the class; the first one screens. */
  problems: z.array(problemSchema),
  /** By the ids of their runs. */
  heats: z.array(runIdSchema),
  /** In a sentence. */
  outcome: z.string(),
  /** The fastest defaults, whose ratio is 1. */
  reference: z.string().nullable(),
  /** Fastest first, on the problem that screens, with the bias of those that were picked for being fast. */
  ranked: z.array(
    z.strictObject({
      contender: z.string(),
      ratio,
      interval95: interval,
      epochs: count,
      configuration: z.record(z.string(), value).nullable(),
    }),
  ),
  /** All finals together, on fresh samples, at all problems; null if there was none yet. */
  final: z
    .strictObject({
      runs: z.array(runIdSchema),
      /** Against the defaults of the same contender. */
      own: z.array(finalVerdictSchema),
      /** Against the fastest defaults. */
      best: z.array(finalVerdictSchema),
    })
    .nullable(),
  /** The variant that takes less time than the fastest defaults, by all finals; null: those stand. */
  winner: z.string().nullable(),
  /** What `--adopt` would take. */
  adoptable: z.array(z.string()),
  dropped: z.array(z.strictObject({ contender: z.string(), status: z.string(), reason: z.string() })),
  refused: tuningSchema.shape.refused.valueType,
  /** Of the parameters of each contender that was searched. */
  importance: z.array(
    z.strictObject({
      contender: z.string(),
      configurations: count,
      parameters: z.array(
        z.strictObject({
          parameter: z.string(),
          /** Of the variance of the logarithm of the time, that the parameter explains on its own: see Importance. */
          share: z.number().min(0).max(1),
          values: z.array(z.strictObject({ value, count, ratio })),
        }),
      ),
      /** Over the two most important parameters. */
      map: z
        .strictObject({
          x: z.string(),
          y: z.string(),
          cells: z.array(z.strictObject({ x: value, y: value, count, ratio })),
        })
        .nullable(),
    }),
  ),
});

export const tuningRecordSchema = z.strictObject({
  format: z.literal('tilescope-tuning'),
  version: z.literal(1),
  ...tuningSchema.pick({
    id: true,
    name: true,
    startedAt: true,
    device: true,
    seed: true,
    budgetMs: true,
    spentMs: true,
  }).shape,
  classes: z.array(classSchema),
});

export type TuningRecord = z.infer<typeof tuningRecordSchema>;

/** What is known of a class of sizes. */
export interface ClassResult {
  readonly tuned: TunedClass;
  readonly standings: Standings;
  readonly final: Final | null;
  readonly importance: readonly ContenderImportance[];
}

interface ContenderImportance {
  readonly contender: string;
  readonly configurations: number;
  readonly parameters: readonly Importance[];
  readonly map: ParameterMap | null;
}

/** What the heats of a tuning show, class by class. */
export function resultsOf(tuning: Tuning, heats: readonly Run[], noiseOf: NoiseOf): ClassResult[] {
  return classesOf(tuning, heats).map((tuned) => {
    const standings = standingsOf(tuned);
    const searched = [...new Set(standings.ranked.map(({ contender }) => defaultsOf(contender)))];
    return {
      tuned,
      standings,
      final: finalOf(tuned, standings, noiseOf),
      importance: searched.flatMap((contender) => importanceOf(contender, standings)),
    };
  });
}

/** A tuning as a record for other programs. */
export function tuningRecord(tuning: Tuning, results: readonly ClassResult[]): TuningRecord {
  const { id, name, startedAt, device, seed, budgetMs, spentMs } = tuning;
  return {
    format: 'tilescope-tuning',
    version: 1,
    ...{ id, name, startedAt, device, seed, budgetMs, spentMs },
    classes: results.map((result) => {
      const { tuned, standings, final, importance } = result;
      return {
        name: tuned.name,
        problems: [...tuned.problems],
        heats: tuned.heats.map((heat) => heat.id),
        outcome: outcomeText(result),
        reference: standings.reference,
        ranked: standings.ranked.map(({ contender, log, ratio: own, interval95, configuration }) => ({
          contender,
          ratio: own,
          interval95: [...interval95] as [number, number],
          epochs: log.epochs,
          configuration: configuration && { ...configuration },
        })),
        final: final && {
          runs: final.runs.map((run) => run.id),
          own: final.own.map(shown),
          best: final.best.map(shown),
        },
        winner: (final && winnerOf(final)?.contender) ?? null,
        adoptable: final ? adoptable(final).map(({ contender }) => contender) : [],
        dropped: standings.dropped.map((one) => ({ ...one })),
        refused: tuning.refused[tuned.name] ?? [],
        importance: structuredClone(importance) as TuningRecord['classes'][number]['importance'],
      };
    }),
  };
}

/** Of a contender of which more than its defaults were measured. */
function importanceOf(contender: string, standings: Standings): ContenderImportance[] {
  const measured = measuredOf(contender, standings);
  if (measured.length < 2) return [];
  const parameters = importancesOf(contender, measured);
  const [x, y] = parameters;
  const map = x && y ? mapOf(x.parameter, y.parameter, measured) : null;
  return [{ contender, configurations: measured.length, parameters, map }];
}

function shown({ contender, against, verdict, sizes }: FinalVerdict) {
  return {
    contender,
    against,
    ...verdictShown(verdict),
    sizes: sizes.map((size) => ({
      problem: size.problem as Problem,
      size: extentsLabel(size.problem, 'x'),
      ...verdictShown(size.verdict),
    })),
  };
}
