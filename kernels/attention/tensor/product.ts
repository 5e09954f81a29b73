/** Declares an operation, `matmul2d<...> name`. All its arguments are text. */
export function emitProduct(
  name: string,
  {
    m,
    n,
    k,
    left,
    right,
    adds,
  }: Readonly<Record<'m' | 'n' | 'k' | 'left' | 'right', string>> & {
    readonly adds: boolean;
  },
): string[] {
  const mode = `matmul2d_descriptor::mode::${adds ? 'multiply_accumulate' : 'multiply'}`;
  return [
    `constexpr auto ${name}_of = matmul2d_descriptor(${[m, n, k, left, right, 'RELAXED', mode].join(', ')});`,
    `matmul2d<${name}_of, execution_simdgroup> ${name};`,
  ];
}

/** The depth in a descriptor of a product whose operands have it. */
export const OPERAND_DEPTH = 'static_cast<int>(dynamic_extent)';
