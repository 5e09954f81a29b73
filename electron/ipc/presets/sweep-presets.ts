import { QUICK_SWEEP } from '../../../kernels/index.ts';
import { PROTOCOLS } from '../protocols.ts';
import type { Method } from '../types.ts';

/** A sweep by what is typed for it, so that any part of it can be replaced. What is left out has its default. */
export interface SweepPreset {
  /** What it is, or where it comes from. */
  readonly hint: string;
  /** A family, or a form of one with a name of its own. */
  readonly op: string;
  readonly dtype?: string;
  /** As parseSizes() reads them. */
  readonly sizes: string;
  /** Conditions over the extents, which all have to hold. */
  readonly where?: readonly string[];
  /** Other fields of the problems. */
  readonly set?: Readonly<Record<string, string>>;
  /** Contenders that are measured, or reported as unsupported. */
  readonly contenders?: readonly string[];
  /** Contenders that are measured where they can run, if none are named. */
  readonly offered?: readonly string[];
  /** Values of the contenders' parameters: "blockM=16,32". */
  readonly vary?: readonly string[];
  readonly device?: string;
  readonly method?: Partial<Method>;
}

const MFA_CONTENDERS = ['gemm-simdgroup', 'mps', 'mpsgraph', 'cblas'] as const;
const MFA = {
  op: 'gemm',
  offered: MFA_CONTENDERS,
  method: { protocol: 'mfa', ...PROTOCOLS.mfa.fixed },
} as const;

/** Fields that all sizes of a preset share come first, so that they are named once. */
const ATTENTION = {
  op: 'attention',
  dtype: 'f16',
  sizes: 'd=64,128,256,c=1024:4096:pow2,r=c',
} as const;

/** Every M up to 64, as a server decodes for so many sequences at once, by N and K of layers. */
const DECODE_LAYERS = ['2048x2048', '6144x4096', '4096x4096', '14336x4096', '4096x14336'];

/** Sweeps that come with Tilescope, by name. */
export const SWEEP_PRESETS: Readonly<Record<string, SweepPreset>> = {
  quick: {
    hint: 'Squares from 64 to 512, on tile edges, next to them and between them',
    op: QUICK_SWEEP.op,
    dtype: QUICK_SWEEP.dtype,
    sizes: QUICK_SWEEP.sizes,
    offered: QUICK_SWEEP.contenders,
  },
  'mfa-float32': {
    ...MFA,
    hint: 'Metal FlashAttention’s published protocol: every square size up to 1536',
    dtype: 'f32',
    sizes: '1:1536',
  },
  'mfa-float32-even': {
    ...MFA,
    hint: 'The same, every even size up to 1536',
    dtype: 'f32',
    sizes: '2:1536:2',
  },
  'mfa-float16': {
    ...MFA,
    hint: 'Metal FlashAttention’s published protocol: every square size up to 2048',
    dtype: 'f16',
    sizes: '1:2048',
  },
  'mfa-float16-even': {
    ...MFA,
    hint: 'The same, every even size up to 2048',
    dtype: 'f16',
    sizes: '2:2048:2',
  },
  attention: {
    ...ATTENTION,
    hint: 'As many queries as keys, 1024 to 4096, head dimensions 64, 128 and 256',
  },
  'attention-backward': {
    ...ATTENTION,
    hint: 'The same with gradients',
    set: { gradient: 'true' },
  },
  decode: {
    hint: 'M from 1 to 64, N and K of layers of Llama 3.2 1B and Llama 3.1 8B (their config.json)',
    op: 'gemm',
    dtype: 'f16',
    sizes: DECODE_LAYERS.map((layer) => `1:64x${layer}`).join(','),
  },
};
