import { isEvaluable, parseWith } from '../expression/expression.ts';
import type { Vocabulary } from '../expression/parser.ts';
import { reductionsIn, type Tree } from '../expression/tree.ts';
import { type Reader, shownText } from '../own/reader.ts';
import type { CustomDefinition } from './definition.ts';
import { CONSTANTS, FORMULA_SIGNATURES } from './functions.ts';

/** The elements of an array by a formula: an output, or a value that formulas share. */
export interface Formula {
  readonly array: string;
  /** As it stands in the definition: "Y[i, j]". */
  readonly head: string;
  readonly indices: readonly string[];
  readonly body: Tree;
}

/** A shared value, with its extents as the head has them: "m[i: rows]". */
export interface SharedFormula extends Formula {
  readonly ranges: readonly Tree[];
}

export interface Formulas {
  readonly outputs: readonly Formula[];
  /** Each after those that it uses. */
  readonly values: readonly SharedFormula[];
}

const HEAD = /^\s*([a-z]\w*)\s*(?:\[(.*)\])?\s*$/i;
const RANGE_HINT = 'one of numbers, extents, indices around it, ceil, floor, min and max';
const INDEX = /^\s*([a-z]\w*)\s*(?::(.*))?$/i;

interface Head {
  readonly path: string;
  readonly head: string;
  readonly array: string;
  readonly indices: readonly { readonly name: string; readonly range: string | undefined }[];
  readonly text: string;
}

/** Reads the formulas of a definition, whose issues go to the reader. Null if there are some. */
export function readFormulas(
  { extents, buffers, values = {}, outputs = {} }: CustomDefinition,
  reader: Reader,
): Formulas | null {
  const known = reader.issues.length;
  const shared = Object.entries(values).flatMap(([head, text]) => readHead('values', head, text, reader));
  const heads = Object.entries(outputs).flatMap(([head, text]) => readHead('outputs', head, text, reader));
  const names = [...Object.keys(extents), ...Object.keys(CONSTANTS)];
  const readable = Object.entries(buffers).filter(([, { role }]) => role !== 'output');
  const arrays = new Map(readable.map(([name, { shape }]) => [name, shape.length]));
  for (const { path, array, indices } of shared) {
    const isTaken = names.includes(array) || Object.hasOwn(buffers, array) || arrays.has(array);
    if (isTaken) reader.expect(path, array, 'a name that nothing else has');
    arrays.set(array, indices.length);
  }
  const vocabulary: Vocabulary = {
    names,
    nameOf: (word) => names.find((name) => name === word),
    functions: FORMULA_SIGNATURES,
    arrays,
  };
  for (const { path, head, array, indices } of heads) {
    const buffer = Object.hasOwn(buffers, array) ? buffers[array] : undefined;
    const isOutput = buffer?.role === 'output' || buffer?.role === 'inout';
    if (!isOutput) reader.expect(path, array, `an output: ${outputsOf(buffers).join(', ')}`);
    else if (buffer.shape.length !== indices.length)
      reader.expect(path, head, `${buffer.shape.length} indices, as ${array} has dimensions`);
    if (heads.find((other) => other.array === array)?.path !== path)
      reader.expect(path, head, `one formula for ${array}`);
  }
  for (const name of outputsOf(buffers)) {
    if (heads.every(({ array }) => array !== name))
      reader.expect('outputs', undefined, `a formula for ${name}`);
  }
  const read = (head: Head) => readFormula(head, vocabulary, reader);
  const results = heads.map(read);
  const parts = shared.map((head) => ({ ...read(head), ranges: readRanges(head, vocabulary, reader) }));
  const order = inOrderOfUse(parts, reader);
  return reader.issues.length > known ? null : { outputs: results, values: order };
}

function outputsOf(buffers: CustomDefinition['buffers']): string[] {
  return Object.keys(buffers).filter((name) => (buffers[name]?.role ?? 'input') !== 'input');
}

function readHead(where: string, head: string, text: string, reader: Reader): Head[] {
  const path = `${where}["${head}"]`;
  const [, array, list] = HEAD.exec(head) ?? [];
  const parts = list?.split(',').map((part) => INDEX.exec(part)) ?? [];
  const isShared = where === 'values';
  if (array === undefined || parts.some((part) => part?.[1] === undefined || !part[2] === isShared)) {
    reader.expect(where, head, isShared ? 'a name, or m[i: n] with ranges' : 'Y[i, j]');
    return [];
  }
  const indices = parts.map((part) => ({ name: part?.[1] as string, range: part?.[2] }));
  return [{ path, head, array, indices, text }];
}

/** A formula whose arrays are kept for inOrderOfUse(). */
interface ReadFormula extends Formula {
  readonly path: string;
  readonly uses: readonly string[];
}

function readFormula(
  { path, head, array, indices, text }: Head,
  vocabulary: Vocabulary,
  reader: Reader,
): ReadFormula {
  const names = indices.map(({ name }) => name);
  for (const [place, name] of names.entries()) {
    const isTaken =
      vocabulary.names.includes(name) || vocabulary.arrays?.has(name) || names.indexOf(name) < place;
    if (isTaken) reader.expect(path, name, 'an index with a name that nothing else has');
  }
  const parsed = parseWith(text, 'number', vocabulary, names);
  if ('tree' in parsed) {
    const { tree, parser } = parsed;
    for (const { range, index } of reductionsIn(tree)) {
      if (!isEvaluable(range)) reader.expect(path, `the range of ${index}`, RANGE_HINT);
    }
    return { path, head, array, indices: names, body: tree, uses: [...parser.arrays] };
  }
  reader.expect(path, `${shownText(text)}, ${parsed.issue.value}`, parsed.issue.expected);
  const body: Tree = { type: 'literal', kind: 'number', at: 0, value: 0 };
  return { path, head, array, indices: names, body, uses: [] };
}

function readRanges({ path, indices }: Head, vocabulary: Vocabulary, reader: Reader): Tree[] {
  const overExtents = { ...vocabulary, arrays: new Map<string, number>() };
  return indices.flatMap(({ name, range = '' }) => {
    const parsed = parseWith(range, 'number', overExtents);
    if ('tree' in parsed && isEvaluable(parsed.tree)) return [parsed.tree];
    if ('tree' in parsed) reader.expect(path, `${name}:${range}`, RANGE_HINT);
    else reader.expect(path, `${name}:${shownText(range)}, ${parsed.issue.value}`, parsed.issue.expected);
    return [];
  });
}

/** Shared values, each after those that it uses. Values that use each other are issues. */
function inOrderOfUse<T extends ReadFormula>(formulas: readonly T[], reader: Reader): T[] {
  const ordered = new Set<T>();
  const visit = (formula: T, trail: readonly T[]): void => {
    if (ordered.has(formula)) return;
    const from = trail.indexOf(formula);
    if (from >= 0) {
      const circle = [...trail.slice(from), formula].map(({ array }) => array).join(' → ');
      reader.expect(formula.path, circle, 'values that do not follow from themselves');
      return;
    }
    for (const used of formula.uses) {
      const next = formulas.find(({ array }) => array === used);
      if (next) visit(next, [...trail, formula]);
    }
    ordered.add(formula);
  };
  for (const formula of formulas) visit(formula, []);
  return [...ordered];
}
