import type { Line } from './roots.ts';

const NAME = String.raw`%(?:"[^"]*"|[-\w$.]+)`;
/** What clang makes of accesses to bit-fields: it names each step. */
const STEP = new RegExp(
  String.raw`^ *(${NAME}) = (and|or|lshr|ashr|shl) (?:[a-z]+ )*i(\d+) (${NAME}), (-?\d+|${NAME})`,
);
const LOADED = /^ *(%"?bf\.load[\w.]*"?) = load (?:volatile )?i(\d+), /;

/**
 * The bits that belong to the field, in each load of a bit-field with its neighbours and in each store of them: by the
 * name of what is loaded or stored. A load has none that is there only to be stored again.
 */
export function bitFieldsOf(lines: readonly Line[]): ReadonlyMap<string, bigint> {
  const masks = new Map<string, bigint>();
  /** The bits of a load that a step still has, and how far they were moved to the left. */
  const steps = new Map<string, { load: string; left: bigint; width: number }>();
  for (const { text } of lines) {
    const [, loaded, bits] = LOADED.exec(text) ?? [];
    if (loaded) {
      const width = Number(bits);
      steps.set(loaded, { load: loaded, left: 0n, width });
      masks.set(loaded, BigInt.asUintN(width, -1n));
      continue;
    }
    const [, name = '', operator, , operand = '', by = ''] = STEP.exec(text) ?? [];
    const from = steps.get(operand);
    if (!from) continue;
    const { load, left, width } = from;
    if (operator === 'or') {
      masks.set(name, BigInt.asUintN(width, ~(masks.get(load) ?? 0n)));
      masks.set(load, 0n);
    } else if (/^-?\d+$/.test(by)) {
      const kept = KEPT[operator ?? '']?.(BigInt(by), width) ?? 0n;
      const before = masks.get(load) ?? 0n;
      masks.set(load, before & BigInt.asUintN(width, left < 0n ? kept << -left : kept >> left));
      const moved = operator === 'shl' ? BigInt(by) : operator === 'and' ? 0n : -BigInt(by);
      steps.set(name, { load, left: left + moved, width });
    }
  }
  return masks;
}

/** Which bits of its operand a step keeps. */
const KEPT: Readonly<Record<string, (by: bigint, width: number) => bigint>> = {
  and: (by, width) => BigInt.asUintN(width, by),
  shl: (by, width) => BigInt.asUintN(width - Number(by), -1n),
  lshr: (by, width) => BigInt.asUintN(width, -1n << by),
  ashr: (by, width) => BigInt.asUintN(width, -1n << by),
};
