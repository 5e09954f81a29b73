import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { lines } from './text.ts';
import { UNROLL, UNROLL_EVERYWHERE, unrollLoops } from './unroll.ts';

const KERNELS = new URL('../', import.meta.url);
const GOLDEN = readdirSync(KERNELS, { encoding: 'utf8', recursive: true }).filter((name) =>
  name.endsWith('.metal'),
);

/** Arrays and matrices that a thread holds: `simdgroup_float8x8 sums[4][8]`, `float4 quad`; parameters, too. */
const HELD =
  /^\s*(?:const )?(?:simdgroup_\w+8x8|\w+Tile|(?:float|half|bfloat|int|uint)[234]?) (\w+)(?:\[[^\]]*\])+;|\b(?:float|half|bfloat|int)[234] (quad)\b|\(&(\w+)\)\[/gm;
const LOOP = /^\s*for \(\w+ (\w+) = /;
const depth = (line: string) => line.length - line.trimStart().length;

/** The loops of a text whose variable is an index of what a thread holds, and that are not unrolled. */
function keptLoops(text: string): string[] {
  const held = new Set([...text.matchAll(HELD)].flatMap(([, ...names]) => names.filter(Boolean)));
  const all = text.split('\n');
  return all.flatMap((line, at) => {
    const variable = LOOP.exec(line)?.[1];
    if (!variable || [UNROLL, UNROLL_EVERYWHERE].includes(all[at - 1]?.trim() ?? '')) return [];
    const rest = all.slice(at + 1);
    const end = rest.findIndex((next) => next !== '' && depth(next) <= depth(line));
    const indexed = [
      ...rest
        .slice(0, end)
        .join('\n')
        .matchAll(/\b(\w+)((?:\[[^\]]*\])+)/g),
    ];
    const index = new RegExp(`\\b${variable}\\b`);
    const names = indexed.filter(([, name = '', at = '']) => held.has(name) && index.test(at));
    return names.length > 0 ? [`${at + 1}: ${line.trim()} indexes ${names[0]?.[0]}`] : [];
  });
}

describe('loops over what a thread holds are unrolled', () => {
  test.each(GOLDEN)('%s', (name) => {
    const text = readFileSync(new URL(name, KERNELS), 'utf8');
    expect(keptLoops(text)).toEqual([]);
  });

  test('a loop that is not is found', () => {
    const text = 'float sums[4];\nfor (uint i = 0; i < n; i++)\n    sums[i] += 1;\nreturn;\n';
    expect(keptLoops(text)).toEqual(['2: for (uint i = 0; i < n; i++) indexes sums[i]']);
  });

  test('loops over K and D, and those without an index, stay', () => {
    const text = lines(`
      for (uint k = 0; k < DEPTH; k += 8)
          for (uint i = 0; i < ROWS / 8; i++) {
              sums[i] += load(k);
          }
      for (uint k = k_begin; k < k_end; k += BLOCK_K)
          total += a[k];
    `);
    expect(unrollLoops(text)).toEqual([text[0], `    ${UNROLL}`, ...text.slice(1)]);
  });
});
