import { FAMILIES, generate } from '../../../kernels/index.ts';
import { printTable } from '../../../native/bench/bench.ts';
import { type RandomCase, randomCases } from '../fixture/random-problems.ts';

const COUNT = 500;
const SEED = 1;

/** Prints how long it takes to generate a program, over random problems like those of the tests. */
export function benchGeneration(): void {
  const rows = FAMILIES.map((family) => {
    const cases = [...randomCases(family, COUNT, SEED)];
    for (const one of cases) generateCase(one); // warms up the JIT compiler
    const times = cases.map(generateCase).sort((a, b) => a - b);
    const at = (share: number) => (times[Math.floor(share * (times.length - 1))] as number).toFixed(3);
    return [family.op, at(0.5), at(0.95), at(1)];
  });
  printTable(
    `Generating a program, ms, ${COUNT} random problems a family`,
    ['', 'median', '95 %', 'longest'],
    rows,
  );
}

function generateCase({ problem, contender, overrides, target }: RandomCase): number {
  const start = performance.now();
  generate(contender, problem, overrides, target);
  return performance.now() - start;
}
