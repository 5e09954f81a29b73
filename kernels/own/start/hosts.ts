import type { Issue } from '../../issue.ts';
import type { ProgramBuffer } from '../../program.ts';
import type { Amount, DescribedPass, MetalPass } from '../descriptor.ts';
import { FIRST_DEVICE_SIZE } from '../hosts/mlx-pass.ts';
import type { Started } from '../start-kernel.ts';
import { callOf } from './call.ts';
import { mlxStart } from './mlx-start.ts';
import { torchStart } from './torch-start.ts';

const STARTS = { mlx: mlxStart, pytorch: torchStart } as const;

/** What a kernel can be written for: Metal itself, or a library of Python's that makes kernels of texts. */
export const KERNEL_HOSTS = ['metal', 'mlx', 'pytorch'] as const satisfies readonly (
  | 'metal'
  | keyof typeof STARTS
)[];
export type KernelHost = (typeof KERNEL_HOSTS)[number];

/** What a kernel's problem says about its buffers. */
export interface StartedBuffers {
  readonly buffers: readonly Pick<ProgramBuffer, 'name' | 'role'>[];
  /** The fewest elements of inputs that may have few, by name, as expressions. */
  readonly elements: Readonly<Record<string, Amount>>;
}

/** A kernel to begin with, all of whose passes are Metal's, as one for a host. */
export function startFor(
  host: KernelHost,
  started: Started,
  about: StartedBuffers,
): Started | { issues: Issue[] } {
  if (host === 'metal') return started;
  const issues = host === 'mlx' ? updated(about) : [];
  if (issues.length > 0) return { issues };
  const { descriptor, texts } = started;
  const [usual = ''] = Object.keys(texts);
  const made = descriptor.passes.map((pass) => {
    const { source = usual } = pass as MetalPass;
    return STARTS[host](callOf(pass as MetalPass, texts[source] ?? ''), source);
  });
  const requires = [...(descriptor.requires ?? []), ...(host === 'mlx' ? largeEnough(about) : [])];
  const { passes: _, requires: __, ...rest } = descriptor;
  return {
    descriptor: {
      ...rest,
      ...(requires.length > 0 && { requires }),
      passes: made.map(
        ({ pass: { source, ...pass } }): DescribedPass => (source === usual ? pass : { source, ...pass }),
      ),
    },
    texts: Object.assign({}, ...made.map((one) => one.texts)),
  };
}

/** Outputs of MLX are new arrays, so that none can be read. */
function updated({ buffers }: StartedBuffers): Issue[] {
  return buffers
    .filter(({ role }) => role === 'inout')
    .map(({ name }) => ({
      parameter: name,
      value: 'read and written',
      expected: 'inputs, which are read, and outputs, which are written: MLX has no others',
    }));
}

/** MLX passes smaller inputs in constant memory, where a text that reads them from device memory does not compile. */
function largeEnough({ buffers, elements }: StartedBuffers): string[] {
  const inputs = buffers.filter(({ role }) => role === 'input');
  const counts = inputs.flatMap(({ name }) => elements[name] ?? []);
  return [...new Set(counts)].map((count) => `${count} >= ${FIRST_DEVICE_SIZE}`);
}
