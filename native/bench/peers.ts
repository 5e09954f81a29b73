import { join } from 'node:path';
import { findToolchain } from '../msl/index.ts';
import {
  type BuiltPeer,
  buildPeer,
  compileWith,
  type MissingPeer,
  PEER_FOLDER,
  type PeerKind,
} from './peer.ts';

const HOST_FLAGS = ['-std=c++17', '-O2'];
const LOOP_FLAGS = ['-std=gnu17', '-O3', '-march=native'];
/** Metal's arithmetic, with the C library's vector functions. */
const FAST_FLAGS = [...LOOP_FLAGS, '-ffast-math', '-fveclib=libmvec'];

/** The shaders compiled from sgemm.comp, with the macros that each defines. */
const SHADERS = { staged: ['-DSTAGED'], direct: [] } as const;

const POCL: PeerKind = {
  name: 'PoCL',
  packages: 'pocl-opencl-icd ocl-icd-opencl-dev',
  build: async (folder) => {
    const program = join(folder, 'opencl');
    await compileWith('c++', ...HOST_FLAGS, join(PEER_FOLDER, 'opencl.cpp'), '-o', program, '-lOpenCL');
    return [program, join(PEER_FOLDER, 'sgemm.cl'), join(PEER_FOLDER, 'reductions.cl')];
  },
  limit: (threads) => ({ environment: { POCL_MAX_PTHREAD_COUNT: String(threads) } }),
};

const LAVAPIPE: PeerKind = {
  name: 'lavapipe',
  packages: 'mesa-vulkan-drivers libvulkan-dev glslang-tools',
  build: async (folder) => {
    const program = join(folder, 'vulkan');
    await compileWith('c++', ...HOST_FLAGS, join(PEER_FOLDER, 'vulkan.cpp'), '-o', program, '-lvulkan');
    const shaders = Object.entries(SHADERS).map(async ([name, macros]) => {
      const binary = join(folder, `${name}.spv`);
      await compileWith('glslangValidator', '-V', ...macros, '-o', binary, join(PEER_FOLDER, 'sgemm.comp'));
      return `${name}=${binary}`;
    });
    return [program, ...(await Promise.all(shaders))];
  },
  limit: (threads) => ({ environment: { LP_NUM_THREADS: String(threads) } }),
};

function loops(name: string, flags: readonly string[]): PeerKind {
  return {
    name,
    packages: 'clang-19',
    build: async (folder) => {
      const program = join(folder, name.replaceAll(' ', '-'));
      const { clang } = await findToolchain();
      await compileWith(
        clang,
        ...flags,
        join(PEER_FOLDER, 'loops.c'),
        '-o',
        program,
        '-lmvec',
        '-lm',
        '-lpthread',
      );
      return [program];
    },
    limit: (threads) => ({ parameters: [String(threads)] }),
  };
}

const ONEDNN: PeerKind = {
  name: 'oneDNN',
  packages: 'libdnnl-dev',
  build: async (folder) => {
    const program = join(folder, 'onednn');
    await compileWith('c++', ...HOST_FLAGS, join(PEER_FOLDER, 'onednn.cpp'), '-o', program, '-ldnnl');
    return [program];
  },
  limit: (threads) => ({ environment: { OMP_NUM_THREADS: String(threads) } }),
};

const KINDS = {
  pocl: POCL,
  lavapipe: LAVAPIPE,
  onednn: ONEDNN,
  loops: loops('C', LOOP_FLAGS),
  fastLoops: loops('C fast-math', FAST_FLAGS),
} as const;

export type Peers = Readonly<Record<keyof typeof KINDS, BuiltPeer | MissingPeer>>;

/** Builds all peers that this machine can build. */
export async function buildPeers(folder: string): Promise<Peers> {
  const built = Object.entries(KINDS).map(
    async ([key, kind]) => [key, await buildPeer(kind, folder)] as const,
  );
  return Object.fromEntries(await Promise.all(built)) as Peers;
}
