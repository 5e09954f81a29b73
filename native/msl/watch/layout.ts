import { typeAt } from './instructions.ts';

/** Bytes that hold values, from `start` to before `end`. */
interface Extent {
  readonly start: number;
  readonly end: number;
}

interface Layout {
  readonly bytes: number;
  readonly align: number;
  /** What is not padding, in order. */
  readonly values: readonly Extent[];
}

const SCALARS: Readonly<Record<string, number>> = {
  i1: 1,
  i8: 1,
  i16: 2,
  half: 2,
  bfloat: 2,
  i32: 4,
  float: 4,
  i64: 8,
  double: 8,
  ptr: 8,
};

/** Of an odd width: clang moves bit-fields and structures as such. */
function integer(end: number): Layout {
  const bytes = 2 ** Math.ceil(Math.log2(end));
  return { bytes, align: bytes, values: [{ start: 0, end }] };
}

/** How types of LLVM are laid out in memory. */
export class Layouts {
  readonly #definitions: ReadonlyMap<string, string>;
  readonly #known = new Map<string, Layout | null>();

  /** `module` is LLVM's text, which defines types by name. */
  constructor(module: string) {
    const found = module.matchAll(/^(%(?:"[^"]*"|[-\w$.]+)) = type (.+)$/gm);
    this.#definitions = new Map([...found].map(([, name = '', type = '']) => [name, type]));
  }

  /** The bytes that a load or store of a type touches; null for a type that is not known here. */
  stored(type: string): number | null {
    return this.#of(type)?.values.at(-1)?.end ?? null;
  }

  /** The bytes that a variable takes. */
  bytes(type: string): number | null {
    return this.#of(type)?.bytes ?? null;
  }

  /** What a variable of a type holds beside values. */
  padding(type: string): Extent[] {
    const { values, bytes } = this.#of(type) ?? { values: [], bytes: 0 };
    const ends = [0, ...values.map(({ end }) => end)];
    const starts = [...values.map(({ start }) => start), bytes];
    return starts.map((end, i) => ({ start: ends[i] ?? 0, end })).filter(({ start, end }) => end > start);
  }

  #of(type: string): Layout | null {
    const known = this.#known.get(type);
    if (known !== undefined) return known;
    const layout = this.#read(type);
    this.#known.set(type, layout);
    return layout;
  }

  #read(type: string): Layout | null {
    const scalar = SCALARS[type] ?? Math.ceil(Number(/^i(\d+)$/.exec(type)?.[1] ?? 0) / 8);
    if (scalar > 8 || scalar & (scalar - 1)) return integer(scalar);
    if (scalar) return { bytes: scalar, align: scalar, values: [{ start: 0, end: scalar }] };
    const definition = this.#definitions.get(type);
    if (definition) return this.#of(definition);
    const [, count, element] = /^[<[](\d+) x (.+)[>\]]$/.exec(type) ?? [];
    if (element)
      return type.startsWith('<')
        ? this.#vector(Number(count), element)
        : this.#array(Number(count), element);
    const [, members] = /^<?\{ ?(.*?) ?\}>?$/.exec(type) ?? [];
    return members === undefined ? null : this.#struct(members, type.startsWith('<'));
  }

  #vector(count: number, element: string): Layout | null {
    const one = this.#of(element);
    if (!one || element === 'i1') return null;
    const end = count * one.bytes;
    const bytes = 2 ** Math.ceil(Math.log2(end));
    return { bytes, align: bytes, values: [{ start: 0, end }] };
  }

  #array(count: number, element: string): Layout | null {
    const one = this.#of(element);
    if (!one) return null;
    const { bytes, align } = one;
    const isWhole = one.values.length === 1 && one.values[0]?.end === bytes;
    const each = (i: number) =>
      one.values.map(({ start, end }) => ({ start: start + i * bytes, end: end + i * bytes }));
    const values = isWhole
      ? [{ start: 0, end: count * bytes }]
      : Array.from({ length: count }, (_, i) => each(i)).flat();
    return { bytes: count * bytes, align, values };
  }

  #struct(members: string, isPacked: boolean): Layout | null {
    let [at, widest] = [0, 1];
    const values: Extent[] = [];
    for (let rest = members; rest !== ''; ) {
      const type = typeAt(rest);
      rest = rest.slice(type.length).replace(/^, /, '');
      const member = this.#of(type);
      if (!member) return null;
      const align = isPacked ? 1 : member.align;
      const start = Math.ceil(at / align) * align;
      // Bytes in a row are what clang fills structs up with, and nothing else tells them from a member of char.
      const isFiller = /^\[\d+ x i8\]$/.test(type);
      const own = isFiller ? [] : member.values;
      values.push(...own.map((value) => ({ start: start + value.start, end: start + value.end })));
      [at, widest] = [start + member.bytes, Math.max(widest, align)];
    }
    return { bytes: Math.ceil(at / widest) * widest, align: widest, values };
  }
}
