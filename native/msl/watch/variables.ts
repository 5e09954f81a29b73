import { bitFieldsOf } from './bit-fields.ts';
import type { Instruction } from './instructions.ts';
import { Layouts } from './layout.ts';
import { type CodePlace, CodePlaces } from './places.ts';
import type { Line, Roots } from './roots.ts';

/** A variable of a thread, or a constant of the program, that calls refer to by its index in a list. */
export interface WatchedObject {
  readonly kind: 'thread' | 'constant';
  readonly name: string;
  /** Of its declaration; null for a constant. */
  readonly place: CodePlace | null;
}

/** What the text that a module was made of is asked for. */
export interface SourceText {
  /** Whether a file is none of the user's. */
  isLibrary(file: string): boolean;
  /** The words of a line of the user's. */
  wordsAt(place: CodePlace): readonly string[];
}

/** A module (LLVM's text) and what was learnt of it. */
export class Module {
  readonly layouts: Layouts;
  readonly places: CodePlaces;
  readonly source: SourceText;
  readonly objects: WatchedObject[] = [];
  /** The functions whose accesses are watched. */
  readonly functions: ReadonlySet<string>;
  readonly #constants: ReadonlyMap<string, string>;
  readonly #indices = new Map<string, number>();

  constructor(text: string, source: SourceText) {
    this.layouts = new Layouts(text);
    this.places = new CodePlaces(text);
    this.source = source;
    const defined = [...text.matchAll(/^define [^\n]*?(@[\w$.]+|@"[^"]*")\(/gm)].map(([, name = '']) => name);
    this.functions = new Set(defined.filter((name) => !isOurs(name)));
    const found = text.matchAll(/^(@[\w$.]+) = [^"\n]*?\bconstant (\[\d+ x [^\]]+\]+)/gm);
    this.#constants = new Map([...found].map(([, name = '', type = '']) => [name, type]));
  }

  /** The type of an array that the program declares constant. */
  constantType(name: string): string | undefined {
    return this.#constants.get(name);
  }

  /** The index of an object in the list. */
  indexOf(object: WatchedObject): number {
    const key = JSON.stringify(object);
    const index = this.#indices.get(key) ?? this.objects.push(object) - 1;
    this.#indices.set(key, index);
    return index;
  }
}

type Load = Extract<Instruction, { kind: 'load' }>;

/** A variable whose accesses are watched. */
export interface Variable {
  readonly object: number;
  readonly bytes: number;
  /** Who knows which of its bytes are set: a variable beside it, the runtime, by address, or nobody. */
  readonly state: 'beside' | 'runtime' | 'unknown';
  /** Whether it has bit-fields. Which bits of these are padding is not known. */
  readonly hasBits: boolean;
}

/** Whether a function belongs to the runtime, so that nothing in it is watched. */
export const isOurs = (name: string) => /^@(?:msl_|__ubsan_)/.test(name);

/**
 * The variables of a function whose accesses are watched, by name: those that the user declares without a value, with
 * what they are copied to, and arrays with an index that is computed.
 */
export function watchedVariables(
  module: Module,
  lines: readonly Line[],
  roots: Roots,
): Map<string, Variable> {
  const fillings = fillingsOf(lines, roots);
  const declared = declarations(module, lines, fillings);
  const tracked = new Map(
    [...declared.keys()]
      .filter((name) => fillings.has(name) && !roots.leaks(name))
      .map((name) => [name, name]),
  );
  addCopies(tracked, lines, roots);
  const stateOf = (name: string) => {
    if (!tracked.has(name)) return 'unknown';
    if (!roots.escapes(name)) return 'beside';
    return declared.get(name)?.ends ? 'runtime' : 'unknown';
  };
  const ofBits = new Set(bitFieldRoots(lines, roots).map((name) => roots.type(name)));
  const found = new Map<string, Variable>();
  for (const name of new Set([...tracked.keys(), ...indexedRoots(lines, roots)])) {
    const type = name.startsWith('@') ? module.constantType(name) : roots.type(name);
    const bytes = type && module.layouts.bytes(type);
    const original = tracked.get(name) ?? name;
    const declaration = declared.get(original);
    if (!bytes || (!declaration && !name.startsWith('@'))) continue; // what the library declares is not the user's to know
    const object: WatchedObject = declaration
      ? { kind: 'thread', name: declaration.name, place: declaration.place }
      : { kind: 'constant', name: unmangled(name), place: null };
    const hasBits = ofBits.has(roots.type(name));
    found.set(name, { object: module.indexOf(object), bytes, state: stateOf(name), hasBits });
  }
  return found;
}

interface Declaration {
  readonly name: string;
  readonly place: CodePlace;
  /** Whether it is known where the variable ceases to exist. */
  readonly ends: boolean;
}

/** What the user declares in a function. Of a variable that becomes the result, only the filling is known. */
function declarations(
  { places, source }: Module,
  lines: readonly Line[],
  fillings: ReadonlyMap<string, string>,
): Map<string, Declaration> {
  const begun = new Map(
    lines.flatMap(({ text, instruction }) =>
      instruction?.kind === 'begin' ? [[instruction.name, text] as const] : [],
    ),
  );
  const found = new Map<string, Declaration>();
  for (const [variable, text] of new Map([...fillings, ...begun])) {
    const place = places.of(/!dbg (!\d+)/.exec(text)?.[1] ?? '');
    if (!place || source.isLibrary(place.file)) continue;
    const words = source.wordsAt(place);
    const [, filledAs] = /@__const\.[^ ,]*\.(\w+)[ ,]/.exec(text) ?? [];
    const ends = begun.has(variable);
    const name = filledAs && words.includes(filledAs) ? filledAs : declaredName(variable, words);
    if (ends || words.includes(name)) found.set(variable, { name, place, ends });
  }
  return found;
}

/** Whether clang fills a variable here because it is declared without a value. */
export const isFilling = (text: string) => text.includes('!annotation');

function bitFieldRoots(lines: readonly Line[], roots: Roots): string[] {
  const fields = bitFieldsOf(lines);
  return lines.flatMap(({ instruction: one }) => {
    const isField = one?.kind === 'load' && fields.has(one.name);
    return (isField && roots.of(one.address)) || [];
  });
}

/** The variables that clang fills, with the line that does. */
function fillingsOf(lines: readonly Line[], roots: Roots): ReadonlyMap<string, string> {
  return new Map(
    lines.flatMap((line) => {
      const root = filledRoot(line, roots);
      return root ? [[root, line.text]] : [];
    }),
  );
}

/** The variable that clang fills here because it is declared without a value; null if it does not. */
export function filledRoot({ text, instruction: one }: Line, roots: Roots): string | null {
  if (!isFilling(text)) return null;
  if (one?.kind === 'store') return roots.of(one.address);
  return one?.kind === 'fill' || one?.kind === 'copy' ? roots.of(one.to.address) : null;
}

/** Adds the variables that tracked ones are copied to, such as parameters, with the one that the user declares. */
function addCopies(tracked: Map<string, string>, lines: readonly Line[], roots: Roots): void {
  const moved = movesOf(lines, roots);
  const copies = lines.flatMap(({ instruction: one }) => {
    const ends = one?.kind === 'copy' ? [one.to.address, one.from.address] : [];
    if (one?.kind === 'store') ends.push(one.address, moved.get(one.value)?.address ?? '');
    const [to, from] = ends.map((address) => roots.of(address));
    return to && from && roots.type(to) && !roots.leaks(to) ? [{ to, from }] : [];
  });
  for (let before = -1; before !== tracked.size; ) {
    before = tracked.size;
    for (const { to, from } of copies) {
      const original = tracked.get(from);
      if (original && !tracked.has(to)) tracked.set(to, original);
    }
  }
}

/** Loads, by name, of structures that are passed on as vectors or integers, as arguments and results are. */
export function movesOf(lines: readonly Line[], roots: Roots): ReadonlyMap<string, Load> {
  const found = new Map<string, Load>();
  for (const { instruction: one } of lines) {
    const type = one?.kind === 'load' && roots.type(roots.of(one.address) ?? '');
    if (type && type !== one.type && /^%|^\{/.test(type)) found.set(one.name, one);
  }
  return found;
}

function indexedRoots(lines: readonly Line[], roots: Roots): string[] {
  return lines.flatMap(({ instruction: one }) => {
    const root = one?.kind === 'element' && one.indices.includes('%') ? roots.of(one.base) : null;
    return root ?? [];
  });
}

/** A variable's name in the text: LLVM adds numbers, and suffixes where a function was inlined, to tell names apart. */
function declaredName(variable: string, words: readonly string[]): string {
  const name = variable.replace(/^%"?|"$/g, '').replace(/(?:\.i\d*)+$/, '');
  return words.includes(name) ? name : name.replace(/\d+$/, '');
}

/** `table` of `_ZL5table`, `_ZN5spaceL5tableE` and `_ZZ1kvE5table`: the last of the names, each after its length. */
function unmangled(symbol: string): string {
  let name = symbol.slice(1);
  for (let rest = name.startsWith('_Z') ? name : ''; ; ) {
    const [before, length] = /^\D*(\d+)/.exec(rest) ?? [];
    if (!before) return name;
    const end = before.length + Number(length);
    name = rest.slice(before.length, end);
    rest = rest.slice(end);
  }
}
