import type { TokenList } from '../read/tokens.ts';

/**
 * Converts `one` in `pointer += one` if it is an object of an empty class that stands for a constant. C++ for OpenCL
 * applies that conversion in `pointer + one` only.
 */
export function rewriteCompoundAssignments(list: TokenList): void {
  for (let i = list.at(0); i < list.length; i = list.next(i)) {
    if (list.text(i) !== '+=' && list.text(i) !== '-=') continue;
    const operand = list.tokens[list.next(i)];
    const isAlone = list.text(list.next(list.next(i))) === ';';
    if (operand?.kind === 'word' && isAlone) operand.text = `msl::constant_of(${operand.text})`;
  }
}
