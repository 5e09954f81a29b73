import { csvRows } from '../../electron/ipc/formats/csv-rows.ts';
import type { Run } from '../../electron/ipc/types.ts';
import { fieldValues } from '../../kernels/index.ts';
import { visibleCells } from './filter.ts';
import { referenceOf } from './headline.ts';
import { tableRows } from './rows.ts';
import type { AddressedView } from './view-address.ts';

type Shown = Pick<AddressedView, 'filter' | 'hidden' | 'sort' | 'reference'>;

/**
 * The figures of a view as comma-separated values (RFC 4180): a row for each cell that it shows, in its order. Times are
 * in nanoseconds; `ofReference` is the speed relative to the reference's, so that above 1 a contender is faster.
 */
export function viewCsv(run: Run, { filter, hidden, sort, reference: chosen }: Shown): string {
  const { request, environment, startedAt, name } = run;
  const reference = referenceOf(run, chosen);
  const fields = [...new Set(request.problems.flatMap((problem) => Object.keys(fieldValues(problem))))];
  const rows = tableRows(visibleCells(run, filter), request, sort, reference).flatMap(
    ({ cells, problem }) => {
      const values = fieldValues(problem);
      return cells.flatMap((entry) => {
        if (!entry || hidden.includes(entry.cell.contender)) return [];
        const { contender, status, summary, verification, failure } = entry.cell;
        return [
          [
            contender,
            ...fields.map((field) => values[field]),
            status,
            summary?.medianNs,
            summary?.q1Ns,
            summary?.q3Ns,
            ...(summary?.ci95Ns ?? [null, null]),
            summary?.clock,
            summary?.gflops,
            summary?.utilization,
            reference,
            entry.ofReference,
            verification?.maxRelativeError,
            entry.doubt,
            failure?.message,
            environment.device.name,
            startedAt,
            name,
          ],
        ];
      });
    },
  );
  const header = [
    'contender',
    ...fields,
    ...['status', 'medianNs', 'q1Ns', 'q3Ns', 'ci95LowNs', 'ci95HighNs', 'clock', 'gflops', 'utilization'],
    ...['reference', 'ofReference', 'maxRelativeError', 'doubt', 'failure', 'device', 'startedAt', 'run'],
  ];
  return csvRows([header, ...rows]);
}
