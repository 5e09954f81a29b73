import { contenderOf, problemKey, usesTensorOperations } from '../../../kernels/index.ts';
import { cellId } from '../../ipc/cell.ts';
import type { AskedPrograms, KeptPass, KeptPrograms } from '../../ipc/programs/kept-program.ts';
import type { Roof, SweepRequest } from '../../ipc/types.ts';

/**
 * The roof of a sweep, in which those of its contenders are named that are held against the matrix units by their texts,
 * since they are not generated here: people's own kernels, and copies that were edited.
 */
export function withTensorUsers(
  roof: Roof,
  { problems, contenders }: Pick<SweepRequest, 'problems' | 'contenders'>,
  { cells, kept }: AskedPrograms,
): Roof {
  if (!roof.matrixUnits) return roof;
  const hashes = new Set(
    Object.entries(kept.programs).flatMap(([hash, { passes }]) =>
      passes.some((pass) => hasTensors(pass, kept)) ? [hash] : [],
    ),
  );
  const keys = problems.map(problemKey);
  const { usedBy: known = [] } = roof.matrixUnits; // of the earlier part of a run that is resumed
  const usedBy = contenders.filter(
    (contender) =>
      known.includes(contender) ||
      (!contenderOf(contender) && keys.some((key) => hashes.has(cells[cellId(key, contender)] ?? ''))),
  );
  return usedBy.length > 0 ? { ...roof, matrixUnits: { ...roof.matrixUnits, usedBy } } : roof;
}

function hasTensors({ kernel }: KeptPass, { sources }: KeptPrograms): boolean {
  return usesTensorOperations({ ...kernel, source: sources[kernel.source] ?? '' });
}
