import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { at, run } from './harness.ts';
import type { MslProgram } from './program.ts';

/** Each file of programs/ exports `programs: readonly MslProgram[]`. */
const FOLDER = join(import.meta.dirname, 'programs');
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.ts'));

test('there are programs', () => expect(files.length).toBeGreaterThan(0));

for (const file of files) {
  const { programs }: { programs: readonly MslProgram[] } = await import(join(FOLDER, file));
  describe(file, () => {
    test.each([...programs])('$title', async ({ source, expected, tolerance = 0, ...launch }) => {
      for (const threads of [1, 2]) {
        const copies = launch.arguments.map((argument) =>
          ArrayBuffer.isView(argument) ? argument.slice() : argument,
        );
        await run(source, { ...launch, arguments: copies, threads });
        for (const [index, values] of Object.entries(expected)) {
          const got = at(copies, Number(index));
          if (!ArrayBuffer.isView(got)) throw new Error(`argument ${index} is not an array`);
          expect(got.length).toBe(values.length);
          const wrong = [...got].findIndex((value, i) => !isClose(value, at(values, i), tolerance));
          expect(
            wrong,
            `argument ${index}, element ${wrong}: ${got[wrong]} instead of ${values[wrong]}, ${threads} threads`,
          ).toBe(-1);
        }
      }
    });
  });
}

function isClose(got: number, expected: number, tolerance: number): boolean {
  return Object.is(got, expected) || got === expected || Math.abs(got - expected) <= tolerance;
}
