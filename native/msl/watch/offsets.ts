import type { Instruction } from './instructions.ts';
import type { Roots } from './roots.ts';
import type { Variable } from './variables.ts';

/** The name of a value that belongs to another: `%"msl.at.x"`. */
export function beside(what: string, name: string): string {
  return `%"msl.${what}.${name.replace(/^%"?|"$/g, '')}"`;
}

/** How far into its variable an address points, as a value. */
export function offsetOf(address: string, roots: Roots): string {
  return roots.of(address) === address ? '0' : beside('at', address);
}

/**
 * What computes, after an instruction that computes an address in a watched variable, how far into it that is. The
 * address itself is not used, so that the optimiser can still keep the variable in registers.
 */
export function offsetsAfter(
  instruction: Instruction,
  text: string,
  roots: Roots,
  variables: ReadonlyMap<string, Variable>,
): string[] {
  const isWatched = (address: string) => variables.has(roots.of(address) ?? '');
  const offset = (address: string) => offsetOf(address, roots);
  if (instruction.kind === 'alloca') {
    const { name } = instruction;
    return roots.held(name).some(isWatched) ? [`  ${beside('held', name)} = alloca i64, align 8`] : [];
  }
  if (instruction.kind === 'store') {
    const { address, value } = instruction;
    const isHeld = roots.held(address).includes(value) && isWatched(value);
    return isHeld ? [`  store i64 ${offset(value)}, ptr ${beside('held', address)}, align 8`] : [];
  }
  if (!('name' in instruction) || !isWatched(instruction.name)) return [];
  const at = beside('at', instruction.name);
  switch (instruction.kind) {
    case 'load':
      return [`  ${at} = load i64, ptr ${beside('held', instruction.address)}, align 8`];
    case 'element': {
      const { name, type, base, indices } = instruction;
      const [element, step] = [beside('element', name), beside('step', name)];
      return [
        `  ${element} = getelementptr ${type}, ptr null${indices}`,
        `  ${step} = ptrtoint ptr ${element} to i64`,
        `  ${at} = add i64 ${step}, ${offset(base)}`,
      ];
    }
    case 'choice': {
      const [, condition] = / select (?:[a-z]+ )*(i1 [^,]+),/.exec(text) ?? [];
      const { values } = instruction;
      if (condition)
        return [`  ${at} = select ${condition}, ${values.map((one) => `i64 ${offset(one)}`).join(', ')}`];
      const blocks = [...text.matchAll(/, (%(?:"[^"]*"|[-\w$.]+)) \]/g)].map(([, block]) => block);
      const incoming = values.map((one, i) => `[ ${offset(one)}, ${blocks[i]} ]`);
      return [`  ${at} = phi i64 ${incoming.join(', ')}`];
    }
    default:
      return [];
  }
}
