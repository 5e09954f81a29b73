import {
  CONTENDERS,
  configurationOf,
  describeIssue,
  type Estimate,
  estimate,
  generate,
  type Pass,
  type Problem,
} from '../../kernels/index.ts';

/** What the MSL panel shows for a contender at a problem. */
export type KernelView = { readonly estimate: Estimate; readonly description: string } & (
  | {
      readonly kind: 'generated';
      readonly source: string;
      readonly configuration: readonly (readonly [name: string, value: string])[];
      readonly passes: readonly Pass[];
    }
  | { readonly kind: 'library'; readonly call: string }
  | { readonly kind: 'unsupported'; readonly reasons: readonly string[] }
);

/** Generates the program again: the renderer has the same kernels as the process that measured. */
export function kernelView(contender: string, problem: Problem): KernelView {
  const known = CONTENDERS.find(({ id }) => id === contender);
  const common = { estimate: estimate(problem), description: known?.description ?? '' };
  if (!known) {
    return {
      ...common,
      kind: 'unsupported',
      reasons: [`“${contender}” is not a contender of this version.`],
    };
  }
  if (known.kind === 'library') return { ...common, kind: 'library', call: libraryCall(problem) };
  const generated = generate(contender, problem);
  if ('issues' in generated) {
    return { ...common, kind: 'unsupported', reasons: generated.issues.map(describeIssue) };
  }
  const { passes } = generated.program;
  return {
    ...common,
    kind: 'generated',
    source: joinSources(passes),
    configuration: Object.entries(configurationOf(contender, problem) ?? {}).map(
      ([name, value]) => [name, String(value)] as const,
    ),
    passes,
  };
}

/** Passes may share one source; each different one is shown once, in order. */
function joinSources(passes: readonly Pass[]): string {
  return [...new Set(passes.map(({ kernel }) => kernel.source))].join('\n\n');
}

/** The C call that a library contender is, with this problem's extents; row-major and dense. */
function libraryCall({ m, n, k }: Problem): string {
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
