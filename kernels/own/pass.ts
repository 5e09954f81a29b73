import type { DescribedPass } from './descriptor.ts';
import { readMlxPass } from './hosts/mlx-pass.ts';
import { readTorchPass } from './hosts/torch-pass.ts';
import type { ReadPass, Surroundings } from './launch.ts';
import { readMetalPass } from './metal-pass.ts';
import type { Reader } from './reader.ts';

/** Reads a pass of a descriptor, which stands at a path there. */
export function readPass(
  path: string,
  described: DescribedPass,
  surroundings: Surroundings,
  reader: Reader,
): ReadPass {
  if ('mlx' in described) return readMlxPass(path, described, surroundings, reader);
  if ('torch' in described) return readTorchPass(path, described, surroundings, reader);
  return readMetalPass(path, described, surroundings, reader);
}
