import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TokenList, tokenize } from '../msl/read/tokens.ts';

/** The texts of the generated kernels that are kept as golden files, in which several may stand one after the other. */
export function goldenTexts(): string[] {
  const root = join(import.meta.dirname, '../../kernels');
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.metal'))
    .sort()
    .flatMap((path) =>
      readFileSync(join(root, path), 'utf8')
        .split(/^(?=#include <metal_stdlib>)/m)
        .slice(1),
    );
}

/** What is put where something else belongs. */
const STRANGERS = [
  ...['device', 'constant', 'threadgroup', 'thread', 'const', 'kernel', 'float4', 'half', 'uint', 'bfloat'],
  ...['{', '}', '(', ')', '[', ']', '<', '>', ';', ',', '*', '&', '::', '?', ':', '=', '0', '1.5', 'x'],
  ...['simd_sum', 'threadgroup_barrier', 'template', 'struct', 'return', 'using', 'operator', '"text"'],
];

type Random = () => number;

/** A change of one token: what it takes away or puts in. */
const CHANGES: readonly ((list: TokenList, at: number, random: Random) => void)[] = [
  (list, at) => list.erase(at, at + 1),
  (list, at) => replace(list, at, `${list.text(at)} ${list.text(at)}`),
  (list, at, random) => replace(list, at, pick(STRANGERS, random)),
  (list, at, random) => replace(list, at, `${list.text(at)} ${pick(STRANGERS, random)}`),
  (list, at, random) => replace(list, at, list.text(list.at(Math.floor(random() * list.length)))),
  (list, at) => replace(list, at, list.text(at).slice(1)),
];

/** A text with one to three changes. */
export function mutated(text: string, random: Random): string {
  const list = new TokenList(tokenize(text));
  for (let count = 1 + Math.floor(random() * 3); count > 0; count--) {
    const at = list.at(Math.floor(random() * list.length));
    if (at < list.length) pick(CHANGES, random)(list, at, random);
  }
  return list.print();
}

function replace(list: TokenList, at: number, text: string): void {
  const token = list.tokens[at];
  if (token) token.text = text;
}

function pick<T>(values: readonly T[], random: Random): T {
  return values[Math.floor(random() * values.length)] as T;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
