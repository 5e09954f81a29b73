import { hasTensors } from '../read/tensors.ts';
import type { MslOptions } from '../types.ts';

const VERSION_NUMBERS = { '3.1': 310, '3.2': 320, '4.0': 400, '4.1': 410 } as const;

/** Metal's own number of a language version. */
export function versionNumber(version: MslOptions['languageVersion'] = '3.1'): number {
  return VERSION_NUMBERS[version];
}

/** What Metal's compiler says it has; left out is what this device lacks, such as ray tracing. */
const FEATURES = [
  ...[
    'ATOMIC_BOOL',
    'ATOMIC_FLOAT',
    'ATOMIC_ULONG',
    'ATOMIC_ULONG_MIN_MAX',
    'ATOMIC_FENCE',
    'BFLOAT',
    'INT64',
  ],
  ...['FUNCTION_CONSTANTS', 'SIMDGROUP', 'SIMDGROUP_BARRIER', 'SIMDGROUP_BALLOT', 'SIMDGROUP_MATRIX'],
  ...['SIMDGROUP_REDUCTION', 'SIMDGROUP_SHUFFLE', 'SIMDGROUP_SHUFFLE_AND_FILL', 'SIMDGROUP_INTRINSICS'],
  ...['QUADGROUP', 'QUADGROUP_BARRIER', 'QUADGROUP_BALLOT', 'QUADGROUP_REDUCTION'],
  ...['QUADGROUP_SHUFFLE_AND_FILL', 'PACKED_VECTOR_TYPES', 'PACK_UNPACK_RGB10A2_SNORM_FUNCTIONS', 'LAMBDAS'],
];

/** What it has from 4.0 on. */
const TENSOR_FEATURES = ['TENSOR', 'COOPERATIVE_TENSOR', 'INT4B_FORMAT_TYPE'];

/** The macros that are there before the text's first line. */
export function predefinedMacros({ languageVersion, defines }: MslOptions): Record<string, string> {
  const version = String(versionNumber(languageVersion));
  const features = hasTensors(languageVersion) ? [...FEATURES, ...TENSOR_FEATURES] : FEATURES;
  return {
    __METAL__: '1',
    __METAL_MACOS__: '1',
    __METAL_VERSION__: version,
    __METAL_CPP__: '1',
    __AIR__: '1',
    __AIR64__: '1',
    __clang__: '1',
    __clang_major__: '17',
    __clang_minor__: '0',
    __clang_patchlevel__: '0',
    __APPLE__: '1',
    __LP64__: '1',
    ...Object.fromEntries(features.map((name) => [`__HAVE_${name}__`, '1'])),
    ...defines,
  };
}
