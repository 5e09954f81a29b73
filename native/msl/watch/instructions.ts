/** An instruction of LLVM's text that reads, writes or computes addresses; `text` is the whole line. */
export type Instruction =
  | { readonly kind: 'alloca'; readonly name: string; readonly type: string }
  | {
      readonly kind: 'load';
      readonly name: string;
      readonly type: string;
      readonly address: string;
      readonly align: number;
    }
  | {
      readonly kind: 'store';
      readonly type: string;
      readonly value: string;
      readonly address: string;
      readonly align: number;
    }
  | {
      readonly kind: 'element';
      readonly name: string;
      readonly type: string;
      readonly base: string;
      /** With a comma before each. */
      readonly indices: string;
    }
  | { readonly kind: 'choice'; readonly name: string; readonly values: readonly string[] }
  | {
      readonly kind: 'copy';
      readonly to: Operand;
      readonly from: Operand;
      readonly bytes: string;
    }
  | { readonly kind: 'fill'; readonly to: Operand; readonly bytes: string }
  | { readonly kind: 'begin'; readonly name: string }
  | { readonly kind: 'end'; readonly name: string };

/** An address that an intrinsic is called with. */
interface Operand {
  readonly address: string;
  readonly align: number;
}

const LOCAL = String.raw`%(?:"[^"]*"|[-\w$.]+)`;
const GLOBAL = String.raw`@(?:"[^"]*"|[-\w$.]+)`;
/** A constant expression goes up to its closing bracket. */
const ADDRESS = String.raw`(?:${LOCAL}|${GLOBAL}|null|undef|poison|[a-z]+ (?:[a-z]+ )*\((?:[^()]|\([^()]*\))*\))`;
const ATTRIBUTES = String.raw`((?:[a-z_]+(?:\([^()]*\)| \d+)? )*)`;
const ARGUMENT = `ptr ${ATTRIBUTES}(${ADDRESS})`;

const ALLOCA = new RegExp(`^ *(${LOCAL}) = alloca (.+?), align`);
const LOAD = new RegExp(String.raw`^ *(${LOCAL}) = load (?:volatile )?(.+?), ptr (${ADDRESS}), align (\d+)`);
const STORE = new RegExp(String.raw`^ *store (?:volatile )?(.+), ptr (${ADDRESS}), align (\d+)`);
const ELEMENT = new RegExp(
  String.raw`^ *(${LOCAL}) = getelementptr (?:inbounds |nuw |nusw )*(.+), ptr (${ADDRESS})((?:, i\d+ (?:-?\d+|${LOCAL}))+)`,
);
const PHI = new RegExp(`^ *(${LOCAL}) = phi ptr (.*)`);
const INCOMING = new RegExp(String.raw`\[ (${ADDRESS}), ${LOCAL} \]`, 'g');
const SELECT = new RegExp(`^ *(${LOCAL}) = select (?:[a-z]+ )*i1 .+?, ptr (${ADDRESS}), ptr (${ADDRESS})`);
const COPY = new RegExp(
  String.raw`^ *(?:tail )?call void @llvm\.mem(?:cpy|move)[\w.]*\(${ARGUMENT}, ${ARGUMENT}, i\d+ (\S+), i1`,
);
const FILL = new RegExp(
  String.raw`^ *(?:tail )?call void @llvm\.memset[\w.]*\(${ARGUMENT}, i8 .+?, i\d+ (\S+), i1`,
);
const LIFETIME = new RegExp(
  String.raw`^ *(?:tail )?call void @llvm\.lifetime\.(start|end)[\w.]*\((?:i64 (?:immarg )?-?\d+, )?ptr ${ATTRIBUTES}(${LOCAL})\)`,
);

/** The names of values in a line. */
export const LOCALS = new RegExp(LOCAL, 'g');

/** Reads a line; null for what is none of these. */
export function instructionIn(text: string): Instruction | null {
  const [, word] = /^ *(?:%\S+ = )?(?:tail )?([a-z]+) /.exec(text.replace(/^( *)%"[^"]*"/, '$1%x')) ?? [];
  return (word && READERS[word]?.(text)) || null;
}

const READERS: Readonly<Record<string, (text: string) => Instruction | null>> = {
  alloca: (text) => {
    const [, name, type] = ALLOCA.exec(text) ?? [];
    return name && type ? { kind: 'alloca', name, type } : null;
  },
  load: (text) => {
    const [, name, type, address, align] = LOAD.exec(text) ?? [];
    return name && type && address ? { kind: 'load', name, type, address, align: Number(align) } : null;
  },
  store: (text) => {
    const [, typed = '', address, align] = STORE.exec(text) ?? [];
    const type = typeAt(typed);
    const value = typed.slice(type.length + 1);
    return address ? { kind: 'store', type, value, address, align: Number(align) } : null;
  },
  getelementptr: (text) => {
    const [, name, type, base, indices] = ELEMENT.exec(text) ?? [];
    return name && type && base && indices ? { kind: 'element', name, type, base, indices } : null;
  },
  phi: (text) => {
    const [, name, incoming = ''] = PHI.exec(text) ?? [];
    const values = [...incoming.matchAll(INCOMING)].map(([, value = '']) => value);
    return name ? { kind: 'choice', name, values } : null;
  },
  select: (text) => {
    const [, name, one, other] = SELECT.exec(text) ?? [];
    return name && one && other ? { kind: 'choice', name, values: [one, other] } : null;
  },
  call: callIn,
};

function callIn(text: string): Instruction | null {
  const [, toAttributes, to, fromAttributes, from, copied] = COPY.exec(text) ?? [];
  if (to && from && copied) {
    const operands = { to: operand(to, toAttributes), from: operand(from, fromAttributes) };
    return { kind: 'copy', ...operands, bytes: copied };
  }
  const [, attributes, filled, bytes] = FILL.exec(text) ?? [];
  if (filled && bytes) return { kind: 'fill', to: operand(filled, attributes), bytes };
  const [, which, , name] = LIFETIME.exec(text) ?? [];
  return name ? { kind: which === 'start' ? 'begin' : 'end', name } : null;
}

function operand(address: string, attributes = ''): Operand {
  return { address, align: Number(/align (\d+)/.exec(attributes)?.[1] ?? 1) };
}

const BRACKETS: Readonly<Record<string, number>> = { '<': 1, '[': 1, '{': 1, '>': -1, ']': -1, '}': -1 };

/** The type at the start of a text. */
export function typeAt(text: string): string {
  const [simple] = /^(?:%"[^"]*"|%?[-\w$.]+)/.exec(text) ?? [];
  if (simple) return simple;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') i = text.indexOf('"', i + 1);
    depth += BRACKETS[text[i] ?? ''] ?? 0;
    if (depth === 0) return text.slice(0, i + 1);
  }
  return text;
}
