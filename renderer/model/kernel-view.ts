import {
  type BlasProduct,
  blasProduct,
  contenderOf,
  describeConfiguration,
  describeIssue,
  type Estimate,
  estimate,
  generate,
  type Pass,
  type Problem,
  type Target,
} from '../../kernels/index.ts';

/** What the MSL panel shows for a contender at a problem. */
export type KernelView = { readonly estimate: Estimate; readonly description: string } & (
  | {
      readonly kind: 'generated';
      readonly configuration: readonly (readonly [name: string, value: string])[];
      /** In the order they run; at least one. */
      readonly passes: readonly Pass[];
    }
  | { readonly kind: 'library'; readonly call: string }
  | { readonly kind: 'unsupported'; readonly reasons: readonly string[] }
);

/** Generates the program again: the renderer has the same kernels as the process that measured. */
export function kernelView(contender: string, problem: Problem, target: Target): KernelView {
  const known = contenderOf(contender);
  const common = { estimate: estimate(problem), description: known?.description ?? '' };
  const unsupported = (reasons: readonly string[]): KernelView => ({
    ...common,
    kind: 'unsupported',
    reasons,
  });
  if (!known) return unsupported([`“${contender}” is not a contender of this version.`]);
  if (known.kind === 'library') {
    const solved = blasProduct(problem);
    if ('reason' in solved) return unsupported([solved.reason]);
    return { ...common, kind: 'library', call: libraryCall(solved.product) };
  }
  const generated = generate(contender, problem, {}, target);
  if ('issues' in generated) return unsupported(generated.issues.map(describeIssue));
  const { program, configuration } = generated;
  return {
    ...common,
    estimate: program.estimate,
    kind: 'generated',
    configuration: describeConfiguration(contender, configuration).map(
      ([name, value]) => [name, String(value)] as const,
    ),
    passes: program.passes,
  };
}

/** The C call that a library contender is, with this problem's extents; row-major and dense. */
function libraryCall({ m, n, k }: BlasProduct): string {
  return [
    'cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans,',
    `            /* m, n, k */ ${m}, ${n}, ${k},`,
    `            /* alpha */ 1.0f, A, /* lda */ ${k},`,
    `                              B, /* ldb */ ${n},`,
    `            /* beta  */ 0.0f, C, /* ldc */ ${n});`,
  ].join('\n');
}

/** "32 × 4 × 1" → "32 × 4": trailing ones say nothing. */
export function extentLabel([x, y, z]: readonly [number, number, number]): string {
  const kept = z > 1 ? [x, y, z] : y > 1 ? [x, y] : [x];
  return kept.join(' × ');
}
