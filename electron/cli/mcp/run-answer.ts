import * as z from 'zod';
import { extentsLabel } from '../../../kernels/index.ts';
import { rateIn, rateUnitOf } from '../../ipc/rate.ts';
import type { Cell, Run } from '../../ipc/types.ts';
import { boundedList, boundedMessage, moreSchema } from './answer.ts';

/** A run and its cells, without samples. */
export const runShape = {
  runId: z.string(),
  name: z.string(),
  status: z.string().describe('finished, cancelled or interrupted'),
  device: z.string(),
  startedAt: z.string(),
  cells: z.array(
    z.object({
      size: z.string(),
      contender: z.string(),
      status: z
        .string()
        .describe(
          'ok, wrong, failed, rejected (faster than the roof allows), unsupported, or pending: not measured',
        ),
      medianNs: z.number().nullable(),
      interval95: z.array(z.number()).nullable().describe('Of the median, in nanoseconds'),
      rate: z.number().nullable(),
      rateUnit: z.string(),
      samples: z.number(),
      error: z.string().nullable(),
    }),
  ),
  more: moreSchema,
};

export type RunValue = z.infer<z.ZodObject<typeof runShape>>;

export function runValue({ id, name, status, environment, startedAt, cells }: Run): RunValue {
  const { first, more } = boundedList(cells);
  const { device } = environment;
  return { runId: id, name, status, device: device.name, startedAt, cells: first.map(cellValue), more };
}

function cellValue({
  problem,
  contender,
  status,
  summary,
  samples,
  failure,
}: Cell): RunValue['cells'][number] {
  const rateUnit = rateUnitOf(problem);
  return {
    size: extentsLabel(problem, 'x'),
    contender,
    status,
    medianNs: summary?.medianNs ?? null,
    interval95: summary?.ci95Ns ? [...summary.ci95Ns] : null,
    rate: summary ? rateIn(rateUnit, problem, summary.gflops) : null,
    rateUnit,
    samples: samples.length,
    error: failure && boundedMessage(failure.message),
  };
}
