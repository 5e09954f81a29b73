import { POSITION_ATTRIBUTES } from '../read/attributes.ts';
import type { KernelDeclaration, Parameter } from '../read/declarations.ts';
import type { Instantiation } from '../read/templates.ts';
import { lineMarker, USER_FILE } from '../read/tokens.ts';
import type { CompiledKernel, Place } from '../types.ts';

interface Entry {
  readonly kernel: CompiledKernel;
  readonly code: string;
  readonly usesThreadElements: boolean;
}

/** What a kernel's entry depends on besides its declaration. */
export interface KernelExecution
  extends Pick<
    CompiledKernel,
    'place' | 'mode' | 'multipliesMatrices' | 'threadgroupVariables' | 'threadgroupBytes'
  > {
  /** Whether lane 0 of a SIMD-group has an entry of its own. */
  readonly hasFollower: boolean;
  /** Whether it may access single elements of SIMD-group matrices. */
  readonly usesThreadElements: boolean;
}

/** In a threadgroup, unless the kernel declares fewer: MSL_MAX_LANES of abi.h. */
const MAX_THREADS = 1024;

/**
 * Functions with C linkage that take a lane (or a threadgroup) and call the kernels with their arguments. Arguments
 * that depend on one of `falseConstants` are not listed.
 */
export function entriesOf(
  kernels: ReadonlyMap<KernelDeclaration, KernelExecution>,
  instantiations: readonly Instantiation[],
  falseConstants: ReadonlySet<string>,
): Entry[] {
  const callable = [
    ...[...kernels]
      .filter(([{ templateParameters }]) => templateParameters === null)
      .map(([kernel, execution]) => ({
        kernel,
        execution,
        name: kernel.hostName,
        call: kernel.qualifiedName,
        given: [],
      })),
    ...instantiations.flatMap((instantiation) => {
      const { hostName: name, expression: call, templateArguments: given } = instantiation;
      const kernel = templateOf(instantiation, [...kernels.keys()]);
      const execution = kernel && kernels.get(kernel);
      return execution ? [{ kernel, execution, name, call, given }] : [];
    }),
  ];
  return callable.map(({ kernel, execution, name, call, given }, number) => {
    const { usesThreadElements, hasFollower, ...shown } = execution;
    const symbol = `msl_kernel_${number}`;
    const values = kernel.parameters.map(argument).join(', ');
    const tensors = tensorTypes(symbol, kernel.parameters, call);
    const mostThreads = kernel.maxThreadsPerThreadgroup ?? MAX_THREADS;
    return {
      usesThreadElements,
      kernel: {
        name,
        symbol,
        followerSymbol: hasFollower ? `${symbol}_follower` : null,
        ...shown,
        arguments: kernel.parameters
          .filter(({ condition }) => !condition || !falseConstants.has(condition))
          .map(({ name, type, kind, index, access, condition, isTensor }) => {
            const shown = { name, type: instantiated(type, kernel, given), kind, index, access };
            return {
              ...shown,
              ...(condition && { isConditional: true }),
              ...(isTensor && { isTensor }),
            };
          }),
        maxThreadsPerThreadgroup: kernel.maxThreadsPerThreadgroup,
      },
      code: placed(
        tensors +
          (execution.mode === 'fibers'
            ? fiberEntry(symbol, `${call}(${values})`, mostThreads)
            : loopEntry(symbol, `${call}(${values})`)),
        execution.place,
      ),
    };
  });
}

/** Code whose lines clang is told are its kernel's, so that messages about it are of the kernel. */
function placed(code: string, { file, line, column }: Place): string {
  return code
    .split('\n')
    .map((text) =>
      text.startsWith('#') ? text : `${lineMarker(line, `@${column}@${file ?? USER_FILE}`)}\n${text}`,
    )
    .join('\n');
}

/** Among templates with the same name, the one with as many parameters; otherwise the first, which may have defaults. */
function templateOf(
  { base, templateArguments }: Instantiation,
  kernels: readonly KernelDeclaration[],
): KernelDeclaration | undefined {
  const candidates = kernels.filter(
    ({ name, templateParameters }) =>
      name === base && templateParameters !== null && templateParameters.length > 0,
  );
  return (
    candidates.find(({ templateParameters }) => templateParameters?.length === templateArguments.length) ??
    candidates[0]
  );
}

/** A type with the template's parameters replaced by their arguments or defaults. */
function instantiated(
  type: string,
  { templateParameters }: KernelDeclaration,
  given: readonly string[],
): string {
  if (given.length === 0) return type;
  const values = new Map(templateParameters?.map(({ name, value }, i) => [name, given[i] ?? value]));
  return type
    .split(' ')
    .map((word) => values.get(word) || word)
    .join(' ');
}

function argument({ kind, isTensor, index, reference, attribute }: Parameter): string {
  if (attribute) return POSITION_ATTRIBUTES[attribute];
  const bound = `thread.group->buffers[${index}]`;
  if (isTensor) return `msl::TensorArgument{${bound}}`;
  const memory = kind === 'buffer' ? bound : `msl::threadgroup_argument(thread, ${index})`;
  return reference ? `msl::Reference{${memory}}` : `msl::Pointer{${memory}}`;
}

/** How the text declares a kernel's arguments that are tensors: abi.h says where the runtime finds it. */
function tensorTypes(symbol: string, parameters: readonly Parameter[], kernel: string): string {
  const declared = parameters.flatMap(({ isTensor, index }, at) =>
    isTensor ? [`msl::declared_tensor<decltype(${kernel}), ${at}>(${index})`] : [],
  );
  if (declared.length === 0) return '';
  return `#if !MSL_FOLLOWER
extern "C" MSL_EXPORTED MSL_GLOBAL const MslTensorType ${symbol}_tensors[] = {${declared.join(', ')}, {}};
#endif
`;
}

/** The assumed bound lets the compiler compute the trip count of loops that copy with all threads. */
function fiberEntry(symbol: string, call: string, mostThreads: number): string {
  return `extern "C" MSL_ENTRY void MSL_SYMBOL(${symbol})(MslLane *lane) {
  const msl::Thread thread = msl::thread_of(lane);
  __builtin_assume(thread.index < ${mostThreads});
  ${call};
  ((MslEnd)msl_runtime.end)(lane);
}`;
}

function loopEntry(symbol: string, call: string): string {
  return `#if !MSL_FOLLOWER
extern "C" MSL_ENTRY void MSL_SYMBOL(${symbol})(MslThreadgroup *group, msl_u32 count) {
  const uint width = group->size[0], height = group->size[1], depth = group->size[2];
  __builtin_assume(width <= 1024 && height <= 1024 && depth <= 1024);
  for (; count > 0; count--, group->position[0]++)
    for (uint z = 0; z < depth; z++)
      for (uint y = 0; y < height; y++)
        _Pragma("clang loop vectorize(assume_safety)")
        for (uint x = 0; x < width; x++) {
          const msl::Thread thread{group, x, y, z, (z * height + y) * width + x};
          ${call};
        }
}
#endif`;
}
