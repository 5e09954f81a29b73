import { type ArrayIndex, arrayMembersOf } from './array-members.ts';
import { bitFieldsOf } from './bit-fields.ts';
import type { Instruction } from './instructions.ts';
import { beside, offsetOf, offsetsAfter } from './offsets.ts';
import type { CodePlace } from './places.ts';
import { type Line, linesOf, Roots } from './roots.ts';
import {
  filledRoot,
  isFilling,
  isOurs,
  Module,
  movesOf,
  type SourceText,
  type Variable,
  type WatchedObject,
  watchedVariables,
} from './variables.ts';

/**
 * Puts a call before every access to memory in a module (LLVM's text), as clang's front end made it of the user's text:
 * nothing is optimised away yet, moved or merged. The functions that are called are in native/include/msl/watch.h.
 *
 * Accesses to memory that other threads can see are reported to the runtime. A thread's own variables stay with it:
 * beside each is another that says which of its bytes are set, which the optimiser removes where that is plain. Only
 * where a variable's address is stored or passed on does the runtime keep track of it, too.
 */
export function watched(
  text: string,
  source: SourceText,
): { text: string; objects: readonly WatchedObject[] } {
  const module = new Module(text, source);
  const lines = text.split('\n');
  const result: string[] = [];
  for (let i = 0; i < lines.length; i++) {
    const head = lines[i] ?? '';
    result.push(head);
    if (!head.startsWith('define ')) continue;
    const end = lines.indexOf('}', i);
    const body = lines.slice(i + 1, end);
    const [name = ''] = /@[^(]*/.exec(head) ?? [];
    const own = isOurs(name) ? body : new WatchedFunction(module, head, linesOf(body)).lines();
    // In one piece: of a long function there are more lines than a call takes arguments.
    result.push(own.join('\n'));
    i = end - 1;
  }
  if (!/^declare .*@llvm\.memset\.p0\.i64\(/m.test(text))
    result.push('declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)');
  return { text: result.join('\n'), objects: module.objects };
}

/** Headers that access nothing but the records and the memory of the runtime: native/include. */
const OF_RUNTIME =
  /\/native\/include\/(?:msl\/(?:lane|sync|scope|simd|entry|checks|watch)|tensor\/(?:scope|layout|staging))\.h$/;

/** Unused bytes after a variable, for what is written a little beyond it. */
const GUARD_BYTES = 64;

/** MSL_ACCESS_WRITE or none: native/include/msl/abi.h. */
const FLAGS = { read: 0, write: 1 } as const;

type Copy = Extract<Instruction, { kind: 'copy' }>;

class WatchedFunction {
  readonly #module: Module;
  readonly #lines: readonly Line[];
  readonly #roots: Roots;
  readonly #variables: ReadonlyMap<string, Variable>;
  readonly #fields: ReadonlyMap<string, bigint>;
  readonly #indices: ReadonlyMap<string, readonly ArrayIndex[]>;
  readonly #moves: ReadonlyMap<string, { readonly address: string }>;
  /** The place of instructions that have none. */
  readonly #nowhere: string;

  constructor(module: Module, head: string, lines: readonly Line[]) {
    this.#module = module;
    this.#lines = lines;
    this.#roots = new Roots(lines, module.functions);
    this.#variables = watchedVariables(module, lines, this.#roots);
    this.#fields = bitFieldsOf(lines);
    this.#indices = arrayMembersOf(lines, this.#roots, (text) =>
      module.source.isLibrary(this.#sourceOf(text)?.file ?? ''),
    );
    this.#moves = movesOf(lines, this.#roots);
    const [, scope] = /!dbg (!\d+)/.exec(head) ?? [];
    this.#nowhere = scope ? `, !dbg !DILocation(line: 0, scope: ${scope})` : '';
  }

  lines(): string[] {
    return this.#lines.flatMap((line) => {
      const { text, instruction } = line;
      const place = this.#placeOf(text);
      const calls = (called: readonly string[]) => called.map((call) => `  call void @${call}${place}`);
      if (isFilling(text)) return [text, ...calls(this.#beginning(filledRoot(line, this.#roots)))];
      if (!instruction) return [text];
      return [
        ...calls(this.#before(instruction, text)),
        this.#written(text, instruction),
        ...offsetsAfter(instruction, text, this.#roots, this.#variables),
        ...(instruction.kind === 'alloca' ? this.#beside(instruction, calls) : []),
      ];
    });
  }

  /** An instruction itself. What is found at fault must not do harm to what comes after it. */
  #written(text: string, instruction: Instruction): string {
    switch (instruction.kind) {
      case 'alloca': {
        const { name, type } = instruction;
        return this.#variables.has(name)
          ? text.replace(`alloca ${type}`, () => `alloca { ${type}, [${GUARD_BYTES} x i8] }`)
          : text;
      }
      case 'load':
      case 'store':
      case 'copy':
      case 'fill':
        // The optimiser knows what is aligned.
        return text.replaceAll(/\balign (?:8|16|32|64)\b/g, 'align 4');
      default:
        return text;
    }
  }

  /** The variable beside one. What is not declared without a value is set. */
  #beside(
    { name, type }: { name: string; type: string },
    calls: (called: readonly string[]) => string[],
  ): string[] {
    const { state, bytes = 0 } = this.#variables.get(name) ?? {};
    const set = beside('set', name);
    return state === 'beside'
      ? [`  ${set} = alloca ${type}, align 16`, ...calls([fill(set, 0xff, bytes)])]
      : [];
  }

  /** What is called where a variable is declared without a value: all of it is unset but for padding. */
  #beginning(name: string | null): string[] {
    const variable = this.#variables.get(name ?? '');
    if (!name || !variable || variable.state === 'unknown') return [];
    const { state, bytes, object } = variable;
    const padding = this.#module.layouts.padding(this.#roots.type(name) ?? '');
    if (state === 'runtime')
      return [
        `msl_begin(ptr ${name}, i64 ${bytes}, i32 ${object})`,
        ...padding.map(({ start, end }) => `msl_padding(ptr ${name}, i64 ${start}, i64 ${end - start})`),
      ];
    const set = beside('set', name);
    const own = (start: number) => `ptr ${set}, i64 ${start}, i64 ${bytes}, i32 ${object}`;
    return [
      fill(set, 0, bytes),
      ...padding.map(({ start, end }) => `msl_own_write(${own(start)}, i64 ${end - start})`),
    ];
  }

  /** What is called before an instruction. */
  #before(instruction: Instruction, text: string): string[] {
    const stored = (type: string) => this.#module.layouts.stored(type);
    switch (instruction.kind) {
      case 'load':
        return this.#access('read', instruction, stored(instruction.type), text, instruction.name);
      case 'store':
        return (
          this.#move(instruction, stored(instruction.type)) ??
          this.#access('write', instruction, stored(instruction.type), text, instruction.value)
        );
      case 'fill':
        return this.#access('write', instruction.to, instruction.bytes, text);
      case 'copy':
        return this.#copy(instruction, text);
      case 'end':
        return this.#variables.get(instruction.name)?.state === 'runtime'
          ? [`msl_end(ptr ${instruction.name})`]
          : [];
      default:
        return [];
    }
  }

  /** @param value the name of what is loaded or stored: of a bit-field, only its own bits count */
  #access(
    what: 'read' | 'write',
    { address, align }: { address: string; align: number },
    bytes: number | string | null,
    text: string,
    value = '',
  ): string[] {
    if (bytes === null) return [];
    const mask = this.#fields.get(value);
    const [call, bits] =
      mask === undefined ? [what, ''] : [`${what}_bits`, `, i64 ${BigInt.asIntN(64, mask)}`];
    const [own, isReported] = [this.#own(address), this.#isReported(address, text)];
    const indices = this.#indices.get(address) ?? [];
    const indexed = indices.map(
      ({ index, count }) => `i64 ${bytes}, i32 ${FLAGS[what]}, i64 ${index}, i64 ${count}`,
    );
    const found: string[] = [];
    if (own) {
      found.push(...indexed.map((parameters) => `msl_own_index(${own}, ${parameters})`));
      found.push(this.#alignment(own, what, align), `msl_own_${call}(${own}, i64 ${bytes}${bits})`);
    }
    if (isReported) {
      if (!own) found.push(...indexed.map((parameters) => `msl_index(ptr ${address}, ${parameters})`));
      found.push(`msl_${call}(ptr ${address}, i64 ${bytes}, i32 ${align}${bits})`);
    }
    return found;
  }

  #alignment(own: string, what: 'read' | 'write', align: number): string {
    return `msl_own_align(${own}, i32 ${FLAGS[what]}, i64 ${align})`;
  }

  /** A store of what was loaded from another variable, as a copy. */
  #move({ address, value }: { address: string; value: string }, bytes: number | null): string[] | null {
    const from = this.#moves.get(value)?.address;
    if (!from || bytes === null || !this.#isBeside(address) || !this.#isBeside(from)) return null;
    return [`msl_own_carry(${this.#own(address)}, ${this.#own(from)}, i64 ${bytes})`];
  }

  /** A copy keeps what is not set as it is; outside of the thread nothing may be left unset. */
  #copy({ to, from, bytes }: Copy, text: string): string[] {
    const [target, source] = [this.#own(to.address), this.#own(from.address)];
    const isReported = [to, from].map(({ address }) => this.#isReported(address, text));
    if (target && source && !isReported.includes(true))
      return [
        this.#alignment(source, 'read', from.align),
        this.#alignment(target, 'write', to.align),
        `msl_own_copy(${target}, ${source}, i64 ${bytes})`,
      ];
    const written = this.#access('write', to, bytes, text);
    if (isReported[0] && this.#isBeside(from.address) && !this.#variableOf(from.address)?.hasBits)
      return [...written, `msl_own_give(ptr ${to.address}, ${source}, i64 ${bytes})`];
    return [
      ...this.#access('read', from, bytes, text),
      ...written,
      ...(isReported.includes(false)
        ? []
        : [`msl_copied(ptr ${to.address}, ptr ${from.address}, i64 ${bytes})`]),
    ];
  }

  #variableOf(address: string): Variable | undefined {
    return this.#variables.get(this.#roots.of(address) ?? '');
  }

  #isBeside(address: string): boolean {
    return this.#variableOf(address)?.state === 'beside';
  }

  /** Parameters that say where in which variable a watched address is; null for any other address. */
  #own(address: string): string | null {
    const root = this.#roots.of(address);
    const variable = this.#variableOf(address);
    if (!root || !variable) return null;
    const set = variable.state === 'beside' ? beside('set', root) : 'null';
    return `ptr ${set}, i64 ${offsetOf(address, this.#roots)}, i64 ${variable.bytes}, i32 ${variable.object}`;
  }

  /** Whether an address may be in memory that other threads can see, or that the runtime keeps track of. */
  #isReported(address: string, text: string): boolean {
    if (this.#variableOf(address)?.state === 'runtime') return true;
    if (this.#roots.of(address) !== null) return false;
    const place = this.#sourceOf(text);
    return !(place && OF_RUNTIME.test(place.file));
  }

  #sourceOf(text: string): CodePlace | null {
    return this.#module.places.of(/!dbg (!\d+)/.exec(text)?.[1] ?? '');
  }

  #placeOf(text: string): string {
    const [, place] = /(, !dbg !\d+)/.exec(text) ?? [];
    return place ?? this.#nowhere;
  }
}

const fill = (address: string, value: number, bytes: number) =>
  `llvm.memset.p0.i64(ptr ${address}, i8 ${value}, i64 ${bytes}, i1 false)`;
