// Defaults that were adopted for a device, with their evidence.
import * as z from 'zod';
import {
  type AdoptedDefaults,
  adoptedFor,
  extentsLabel,
  parseVariant,
  sizeClassOf,
} from '../../../kernels/index.ts';
import { keptProgram } from '../programs/restore-program.ts';
import { runIdSchema } from '../request-schemas.ts';
import type { Environment, SweepRequest } from '../types.ts';
import { adoptable } from './final.ts';
import type { ClassResult } from './record.ts';
import { defaultsOf } from './standings.ts';
import type { Tuning } from './tuning.ts';

const ratio = z.number().positive();

const adoptionSchema = z.strictObject({
  /** See sizeClassOf(). */
  sizeClass: z.string(),
  contender: z.string(),
  /** The parameters in place of ours. */
  overrides: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  tuning: runIdSchema,
  /** The newest final, in which it was faster than the contender's own defaults. */
  run: runIdSchema,
  /** Of its time to theirs, in the geometric mean over the sizes. */
  ratio,
  interval95: z.tuple([ratio, ratio]),
  sizes: z.array(z.string()),
  /** ISO 8601. */
  adoptedAt: z.iso.datetime(),
  device: z.string(),
  /** What generated its programs: "tilescope 0.1.0". */
  generator: z.string(),
});

/** What replaces a contender's defaults for a class of sizes, and why. */
export type Adoption = z.infer<typeof adoptionSchema>;

export const adoptionsSchema = z.record(z.string(), z.array(adoptionSchema));

/** Adopted defaults by noiseKey(). */
export type Adoptions = Readonly<Record<string, readonly Adoption[]>>;

/** What a store remembers; nothing where it holds something else. */
export function readAdoptions(remembered: unknown): Adoptions {
  const parsed = adoptionsSchema.safeParse(remembered ?? {});
  return parsed.success ? parsed.data : {};
}

/** What may be adopted of a tuning: of each class and contender, the fastest that its final found faster. */
export function adoptionsFrom(
  { id: tuning }: Pick<Tuning, 'id'>,
  results: readonly ClassResult[],
  { device }: Pick<Environment, 'device'>,
  adoptedAt: string,
): Adoption[] {
  return results.flatMap(({ tuned, final }) => {
    if (!final) return [];
    const best = [...Map.groupBy(adoptable(final), ({ contender }) => defaultsOf(contender)).values()];
    return best.flatMap(([first]): Adoption[] => {
      const known = first?.verdict.ratio;
      const run = final.runs.findLast(({ request }) => request.contenders.includes(first?.contender ?? ''));
      if (!first || !known || !run) return [];
      const { id, overrides } = parseVariant(first.contender);
      const program = run.cells.find(({ contender }) => contender === first.contender)?.program ?? null;
      return [
        {
          sizeClass: tuned.name,
          contender: id,
          overrides: { ...overrides },
          tuning,
          run: run.id,
          ratio: known.ratio,
          interval95: [...known.interval95] as [number, number],
          sizes: first.sizes.map(({ problem }) => extentsLabel(problem, 'x')),
          adoptedAt,
          device: device.name,
          generator: program === null ? 'unknown' : keptProgram(program, run).generator,
        },
      ];
    });
  });
}

/** The parameters alone, as kernels/ takes them. */
export function defaultsFrom(adoptions: readonly Adoption[]): AdoptedDefaults {
  return Object.fromEntries(
    [...Map.groupBy(adoptions, ({ sizeClass }) => sizeClass)].map(([sizeClass, own]) => [
      sizeClass,
      Object.fromEntries(own.map(({ contender, overrides }) => [contender, overrides])),
    ]),
  );
}

/** Those of adopted defaults that apply to a cell of a request; a variant with parameters has none. */
export function applying(
  adopted: AdoptedDefaults,
  { problems, contenders }: Pick<SweepRequest, 'problems' | 'contenders'>,
): NonNullable<SweepRequest['adopted']> {
  const classes = [...Map.groupBy(problems, sizeClassOf)];
  return Object.fromEntries(
    classes.flatMap(([sizeClass, [first]]) => {
      const own = contenders.flatMap((name) => {
        const overrides = first ? adoptedFor(name, first, adopted) : null;
        return overrides ? [[parseVariant(name).id, { ...overrides }] as const] : [];
      });
      return own.length > 0 ? [[sizeClass, Object.fromEntries(own)]] : [];
    }),
  );
}

/** A table with sources, for the tuned.ts of a family: rows by contender and class. */
export function tunedTable(adoptions: readonly Adoption[]): string {
  const rows = [...Map.groupBy(adoptions, ({ contender }) => contender)].map(([contender, own]) =>
    [`  ${literal(contender)}: {`, ...own.flatMap(rowOf), '  },'].join('\n'),
  );
  return ['/** By contender and class of sizes. */', 'const TUNED = {', ...rows, '} as const;'].join('\n');
}

function rowOf({
  sizeClass,
  overrides,
  device,
  sizes,
  ratio: own,
  interval95,
  adoptedAt,
  generator,
  run,
}: Adoption): string[] {
  const values = Object.entries(overrides).map(([name, value]) => `${name}: ${literal(value)}`);
  const interval = interval95.map((bound) => bound.toFixed(3)).join(' to ');
  const source = `measured by tilescope tune on ${device}, ${adoptedAt.slice(0, 10)}: ${own.toFixed(3)} (${interval}) times as long as the defaults of ${generator} at ${sizes.join(', ')}; run ${run}`;
  return [
    `    ${literal(sizeClass)}: {`,
    `      values: { ${values.join(', ')} },`,
    `      source: ${literal(source)},`,
    '    },',
  ];
}

/** As TypeScript. */
function literal(value: string | number | boolean): string {
  return typeof value === 'string'
    ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
    : String(value);
}
