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
  readonly #constants: ReadonlyMap<string, string>;
  readonly #indices = new Map<string, number>();

  constructor(text: string, source: SourceText) {
    this.layouts = new Layouts(text);
    this.places = new CodePlaces(text);
    this.source = source;
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

/** A variable whose accesses are watched. */
export interface Variable {
  readonly object: number;
  readonly bytes: number;
  /** Whether it is known which of its bytes are set. */
  readonly isTracked: boolean;
}

/**
 * The variables of a function whose accesses are watched, by name: those that the user declares without a value, with
 * what they are copied to, and arrays with an index that is computed.
 */
export function watchedVariables(
  module: Module,
  lines: readonly Line[],
  roots: Roots,
): Map<string, Variable> {
  const declared = declarations(module, lines);
  const unset = new Set(filledRoots(lines, roots));
  const tracked = new Map(
    [...declared.keys()]
      .filter((name) => unset.has(name) && !roots.escapes(name))
      .map((name) => [name, name]),
  );
  addCopies(tracked, lines, roots);
  const found = new Map<string, Variable>();
  for (const name of new Set([...tracked.keys(), ...indexedRoots(lines, roots)])) {
    const type = name.startsWith('@') ? module.constantType(name) : roots.type(name);
    const bytes = type && module.layouts.bytes(type);
    const original = tracked.get(name) ?? name;
    const place = declared.get(original) ?? null;
    if (!bytes || (!place && !name.startsWith('@'))) continue; // what the library declares is not the user's to know
    const object: WatchedObject = place
      ? { kind: 'thread', name: declaredName(original, module.source.wordsAt(place)), place }
      : { kind: 'constant', name: unmangled(name), place };
    found.set(name, { object: module.indexOf(object), bytes, isTracked: tracked.has(name) });
  }
  return found;
}

/** Where the user declares variables of a function. */
function declarations({ places, source }: Module, lines: readonly Line[]): Map<string, CodePlace> {
  const found = new Map<string, CodePlace>();
  for (const { text, instruction } of lines) {
    if (instruction?.kind !== 'begin') continue;
    const place = places.of(/!dbg (!\d+)/.exec(text)?.[1] ?? '');
    if (place && !source.isLibrary(place.file)) found.set(instruction.name, place);
  }
  return found;
}

/** Whether clang fills a variable here because it is declared without a value. */
export const isFilling = (text: string) => text.includes('!annotation');

function filledRoots(lines: readonly Line[], roots: Roots): (string | null)[] {
  return lines.flatMap(({ text, instruction: one }) => {
    if (!isFilling(text)) return [];
    if (one?.kind === 'store') return roots.of(one.address);
    return one?.kind === 'fill' || one?.kind === 'copy' ? roots.of(one.to.address) : [];
  });
}

/** Adds the variables that tracked ones are copied to, such as parameters, with the one that the user declares. */
function addCopies(tracked: Map<string, string>, lines: readonly Line[], roots: Roots): void {
  const copies = lines.flatMap(({ instruction }) => {
    if (instruction?.kind !== 'copy') return [];
    const [to, from] = [instruction.to, instruction.from].map(({ address }) => roots.of(address));
    return to && from && roots.type(to) && !roots.escapes(to) ? [{ to, from }] : [];
  });
  for (let before = -1; before !== tracked.size; ) {
    before = tracked.size;
    for (const { to, from } of copies) {
      const original = tracked.get(from);
      if (original && !tracked.has(to)) tracked.set(to, original);
    }
  }
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
