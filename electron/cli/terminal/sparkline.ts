import { median } from '../../ipc/summary/statistics.ts';

const BLOCKS = [...'▁▂▃▄▅▆▇█'];
const MOST_BLOCKS = 30;
/** A range of less is drawn as if it were this: otherwise noise of 1 % would look like mountains. */
const SMALLEST_RANGE = Math.log(1.1);

/** Positive values as blocks by their logarithm, oldest first. Of more values than fit, neighbours share a block. */
export function sparkline(values: readonly number[]): string {
  const logs = merged(values.map(Math.log));
  const [least, most] = [Math.min(...logs), Math.max(...logs)];
  const range = Math.max(most - least, SMALLEST_RANGE);
  const base = (least + most - range) / 2;
  return logs
    .map((log) => BLOCKS[Math.min(Math.floor(((log - base) / range) * BLOCKS.length), BLOCKS.length - 1)])
    .join('');
}

function merged(values: readonly number[]): number[] {
  if (values.length <= MOST_BLOCKS) return [...values];
  const bound = (block: number) => Math.round((block * values.length) / MOST_BLOCKS);
  return Array.from({ length: MOST_BLOCKS }, (_, block) =>
    median(values.slice(bound(block), bound(block + 1))),
  );
}
