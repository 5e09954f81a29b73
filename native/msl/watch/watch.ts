import type { Instruction } from './instructions.ts';
import { beside, offsetOf, offsetsAfter } from './offsets.ts';
import { type Line, linesOf, Roots } from './roots.ts';
import {
  isFilling,
  Module,
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
 * beside each is another that says which of its bytes are set, which the optimiser removes where that is plain.
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
    const isOurs = /^define [^(]*@(?:msl_|__ubsan_)/.test(head);
    result.push(...(isOurs ? body : new WatchedFunction(module, head, linesOf(body)).lines()));
    i = end - 1;
  }
  if (!/^declare .*@llvm\.memset\.p0\.i64\(/m.test(text))
    result.push('declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)');
  return { text: result.join('\n'), objects: module.objects };
}

/** Headers that access nothing but the records of the runtime: native/include/msl. */
const OF_RUNTIME = /\/native\/include\/msl\/(?:lane|sync|scope|simd|entry|checks|watch)\.h$/;

type Copy = Extract<Instruction, { kind: 'copy' }>;

class WatchedFunction {
  readonly #module: Module;
  readonly #lines: readonly Line[];
  readonly #roots: Roots;
  readonly #variables: ReadonlyMap<string, Variable>;
  /** The place of instructions that have none. */
  readonly #nowhere: string;

  constructor(module: Module, head: string, lines: readonly Line[]) {
    this.#module = module;
    this.#lines = lines;
    this.#roots = new Roots(lines);
    this.#variables = watchedVariables(module, lines, this.#roots);
    const [, scope] = /!dbg (!\d+)/.exec(head) ?? [];
    this.#nowhere = scope ? `, !dbg !DILocation(line: 0, scope: ${scope})` : '';
  }

  lines(): string[] {
    return this.#lines.flatMap(({ text, instruction }) => {
      if (!instruction || isFilling(text)) return [text];
      const offsets = offsetsAfter(instruction, text, this.#roots, this.#variables);
      return [...this.#before(instruction, text), text, ...offsets, ...this.#after(instruction, text)];
    });
  }

  #before(instruction: Instruction, text: string): string[] {
    switch (instruction.kind) {
      case 'load':
        // A bit-field is read with its neighbours, even if only to set it.
        if (instruction.name.startsWith('%bf.load') && this.#own(instruction.address)) return [];
        return this.#access('read', instruction, this.#module.layouts.stored(instruction.type), text);
      case 'store':
        return this.#access('write', instruction, this.#module.layouts.stored(instruction.type), text);
      case 'fill':
        return this.#access('write', instruction.to, instruction.bytes, text);
      case 'copy':
        return this.#copy(instruction, text);
      default:
        return [];
    }
  }

  #after(instruction: Instruction, text: string): string[] {
    if (instruction.kind !== 'alloca' && instruction.kind !== 'begin') return [];
    const { name } = instruction;
    const variable = this.#variables.get(name);
    if (!variable?.isTracked) return [];
    const place = this.#placeOf(text);
    const fill = (value: number, start: number, end: number) => {
      const at = start === 0 ? beside('set', name) : beside(`set.${start}`, name);
      const address =
        start === 0 ? [] : [`  ${at} = getelementptr i8, ptr ${beside('set', name)}, i64 ${start}`];
      return [
        ...address,
        `  call void @llvm.memset.p0.i64(ptr ${at}, i8 ${value}, i64 ${end - start}, i1 false)${place}`,
      ];
    };
    const type = this.#roots.type(name) ?? '';
    if (instruction.kind === 'alloca')
      return [`  ${beside('set', name)} = alloca ${type}, align 16`, ...fill(1, 0, variable.bytes)];
    const padding = this.#module.layouts.padding(type);
    return [...fill(0, 0, variable.bytes), ...padding.flatMap(({ start, end }) => fill(1, start, end))];
  }

  #access(
    what: 'read' | 'write',
    { address, align }: { address: string; align: number },
    bytes: number | string | null,
    text: string,
  ): string[] {
    if (bytes === null) return [];
    const own = this.#own(address);
    if (own) return [`  call void @msl_own_${what}(${own}, i64 ${bytes})${this.#placeOf(text)}`];
    if (!this.#isShared(address, text)) return [];
    return [`  call void @msl_${what}(ptr ${address}, i64 ${bytes}, i32 ${align})${this.#placeOf(text)}`];
  }

  /** A copy keeps what is not set as it is; outside of the thread nothing may be left unset. */
  #copy({ to, from, bytes }: Copy, text: string): string[] {
    const [target, source] = [this.#own(to.address), this.#own(from.address)];
    if (target && source)
      return [`  call void @msl_own_copy(${target}, ${source}, i64 ${bytes})${this.#placeOf(text)}`];
    const given = source && this.#isShared(to.address, text);
    return [
      ...(given
        ? [`  call void @msl_own_give(${source}, i64 ${bytes})${this.#placeOf(text)}`]
        : this.#access('read', from, bytes, text)),
      ...this.#access('write', to, bytes, text),
    ];
  }

  /** Parameters that say where in which variable a watched address is; null for any other address. */
  #own(address: string): string | null {
    const root = this.#roots.of(address);
    const variable = root === null ? undefined : this.#variables.get(root);
    if (!root || !variable) return null;
    const set = variable.isTracked ? beside('set', root) : 'null';
    return `ptr ${set}, i64 ${offsetOf(address, this.#roots)}, i64 ${variable.bytes}, i32 ${variable.object}`;
  }

  /** Whether an address may be in memory that other threads can see. */
  #isShared(address: string, text: string): boolean {
    if (this.#roots.of(address) !== null) return false;
    const place = this.#module.places.of(/!dbg (!\d+)/.exec(text)?.[1] ?? '');
    return !(place && OF_RUNTIME.test(place.file));
  }

  #placeOf(text: string): string {
    const [, place] = /(, !dbg !\d+)/.exec(text) ?? [];
    return place ?? this.#nowhere;
  }
}
