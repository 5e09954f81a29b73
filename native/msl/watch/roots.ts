import { type Instruction, instructionIn, LOCALS } from './instructions.ts';

/** A line of a function. */
export interface Line {
  readonly text: string;
  readonly instruction: Instruction | null;
}

export const linesOf = (body: readonly string[]): Line[] =>
  body.map((text) => ({ text, instruction: instructionIn(text) }));

/**
 * Which variables the addresses in a function point into. Before any optimisation, functions that were inlined keep
 * their parameters in variables, so addresses are followed through variables that hold an address and nothing else.
 */
export class Roots {
  /** By name; null for an address that may point into several variables, or into memory that is not known here. */
  readonly #roots = new Map<string, string | null>();
  readonly #types = new Map<string, string>();
  /** The addresses stored in variables that hold nothing else. */
  readonly #held = new Map<string, string[]>();
  readonly #escaped = new Set<string>();
  readonly #leaked = new Set<string>();
  readonly #watched: ReadonlySet<string>;

  /** @param watched the functions of the module whose accesses are watched, too */
  constructor(lines: readonly Line[], watched: ReadonlySet<string> = new Set()) {
    this.#watched = watched;
    for (const { instruction } of lines)
      if (instruction?.kind === 'alloca') this.#types.set(instruction.name, instruction.type);
    this.#findHolders(lines);
    const sources = new Map(lines.flatMap(({ instruction }) => this.#sourcesOf(instruction)));
    while ([...sources].filter(([name, from]) => this.#meet(name, from, sources)).length > 0);
    for (const line of lines) this.#findEscapes(line);
  }

  /** The type of a variable. */
  type(variable: string): string | undefined {
    return this.#types.get(variable);
  }

  /** The variable that an address points into: `%x`, or `@table` of the program; null if it may be another. */
  of(address: string): string | null {
    if (address.startsWith('@') || this.#types.has(address)) return address;
    return this.#roots.get(address) ?? null;
  }

  /** The addresses that a variable holds, if it holds nothing else. */
  held(variable: string): readonly string[] {
    return this.#held.get(variable) ?? [];
  }

  /** Whether a variable may be accessed by addresses that are not known to point into it. */
  escapes(variable: string): boolean {
    return this.#escaped.has(variable);
  }

  /** Whether a variable may be set by code that is not watched. */
  leaks(variable: string): boolean {
    return this.#leaked.has(variable);
  }

  #findHolders(lines: readonly Line[]): void {
    for (const [name, type] of this.#types) if (type === 'ptr') this.#held.set(name, []);
    for (const { text, instruction } of lines) {
      if (instruction?.kind === 'alloca') continue;
      const isHeld = instruction && 'type' in instruction && instruction.type === 'ptr';
      if (isHeld && instruction.kind === 'store')
        this.#held.get(instruction.address)?.push(instruction.value);
      const own = isHeld || instruction?.kind === 'begin' || instruction?.kind === 'end';
      const used = own ? ownAddresses(instruction) : [];
      for (const [name] of text.matchAll(LOCALS)) if (!used.includes(name)) this.#held.delete(name);
    }
  }

  /** What an instruction derives an address from. */
  #sourcesOf(instruction: Instruction | null): [name: string, from: readonly string[]][] {
    if (instruction?.kind === 'element') return [[instruction.name, [instruction.base]]];
    if (instruction?.kind === 'choice') return [[instruction.name, instruction.values]];
    const held = instruction?.kind === 'load' && this.#held.get(instruction.address);
    return held ? [[instruction.name, held]] : [];
  }

  /** Whether more is known of an address now. Sources that are not known yet say nothing against the others. */
  #meet(name: string, from: readonly string[], sources: ReadonlyMap<string, unknown>): boolean {
    const known = from.filter((one) => this.#roots.has(one) || this.of(one) || !sources.has(one));
    const found = new Set(known.map((one) => this.of(one)));
    if (found.size === 0) return false;
    const [first = null] = found;
    const root = found.size > 1 ? null : first;
    const isNew = this.#roots.get(name) !== root;
    this.#roots.set(name, root);
    return isNew;
  }

  #findEscapes({ text, instruction }: Line): void {
    if (instruction?.kind === 'choice' && this.of(instruction.name)) return;
    if (instruction?.kind === 'store') {
      // The loads know where it points.
      const held = this.#held.get(instruction.address)?.map((value) => this.of(value));
      if (held && new Set(held).size === 1) return;
    }
    if (/^ *%\S+ = icmp /.test(text)) return;
    const used = instruction ? ownAddresses(instruction) : [];
    const [, called] = CALLED.exec(text) ?? [];
    const isLeak = called !== undefined && !this.#watched.has(called);
    for (const [name] of text.matchAll(LOCALS)) {
      const root = used.includes(name) ? null : this.of(name);
      if (root) this.#escaped.add(root);
      if (root && isLeak) this.#leaked.add(root);
    }
  }
}

/** The function that is called by name, or the word for assembly. */
const CALLED = / call .*?(@[\w$.]+|@"[^"]*"|\basm\b)/;

/** The addresses that an instruction accesses, derives others from, or defines. */
function ownAddresses(instruction: Instruction): string[] {
  switch (instruction.kind) {
    case 'load':
      return [instruction.address, instruction.name];
    case 'store':
      return [instruction.address];
    case 'element':
      return [instruction.base, instruction.name];
    case 'copy':
      return [instruction.to.address, instruction.from.address];
    case 'fill':
      return [instruction.to.address];
    default:
      return [instruction.name];
  }
}
