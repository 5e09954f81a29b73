import type { Statement } from '../read/statements.ts';
import {
  endOfDeclarators,
  outerTexts,
  type ThreadgroupDeclaration,
} from '../read/threadgroup-declarations.ts';
import type { TokenList } from '../read/tokens.ts';

/**
 * Rewrites `threadgroup T a[4], b;` to references into the threadgroup's memory, the same for all lanes. Returns the
 * names in order.
 * @param sizeIsKnown whether the size of all of them has been compared with the limit; otherwise clang does it
 */
export function rewriteThreadgroupVariables(
  list: TokenList,
  declarations: readonly ThreadgroupDeclaration[],
  sizeIsKnown: boolean,
): string[] {
  const names: string[] = [];
  for (const [index, { start, end, type, declarators, alignment, blocks }] of declarations.entries()) {
    const references = declarators.map((declarator) =>
      threadgroupReference(type, declarator, names.push(declarator[0] ?? '') - 1, alignment),
    );
    const visible = declarations
      .slice(0, index + 1)
      .filter((one) => one.blocks.every((at) => blocks.includes(at)));
    list.erase(start, end + 1);
    const token = list.tokens[start];
    if (token) token.text = `${references.join(' ')} ${sizeIsKnown ? '' : threadgroupLimit(visible)}`;
  }
  return names;
}

/** Makes `constant T x = …;` in a body one variable for all threads. Leaves pointers to constant memory alone. */
export function rewriteLocalConstants(
  list: TokenList,
  { open, close }: NonNullable<Statement['body']>,
): void {
  for (let i = list.next(open); i < close; i = list.next(i)) {
    const before = list.text(list.previous(i));
    const begins = /[;{}]$/.test(before) || ['constexpr', 'const'].includes(before);
    if (list.text(i) !== 'constant' || !begins) continue;
    const end = endOfDeclarators(list, i);
    const outer = outerTexts(list, i, end);
    const token = list.tokens[i];
    if (token && !outer.includes('*') && !outer.includes('&')) token.text = 'static const __global';
  }
}

/** Aligned as declared and at least as a float4, because kernels read arrays of scalars as vectors. */
function threadgroupReference(
  type: string,
  [name = '', ...dimensions]: string[],
  index: number,
  declared: string,
): string {
  const alias = `msl_type_of_${name}`;
  const alignment = declared || `(alignof(${alias}) > 16 ? alignof(${alias}) : 16)`;
  return (
    `typedef ${type} ${alias} ${dimensions.join(' ')}; ` +
    `__local ${alias} &${name} = *(__local ${alias} *)msl::threadgroup_variable(${index}, sizeof(${alias}), ${alignment});`
  );
}

/** Checks the size that is known at compile time (see translate); the rest is checked at launch. */
function threadgroupLimit(visible: readonly ThreadgroupDeclaration[]): string {
  const names = visible.flatMap(({ declarators }) => declarators.map(([name]) => name));
  return `msl_check_threadgroup_bytes(${names.map((name) => `sizeof(msl_type_of_${name})`).join(' + ')});`;
}
