import { basename, dirname, extname, join } from 'node:path';
import { dialog } from 'electron';
import { extentsLabel, withoutSide } from '../../../kernels/index.ts';
import { describeProgram } from '../../ipc/edit/describe-program.ts';
import type { Edit } from '../../ipc/edit/edit-schema.ts';
import { editedProgram } from '../../ipc/edit/edited-program.ts';
import { copyName } from '../../ipc/edit/new-copy-run.ts';
import type { Original } from '../../ipc/edit/original.ts';
import { saveFile } from '../../ipc/save-file.ts';
import type { Result } from '../../ipc/types.ts';

/**
 * Asks for a path, and writes an edited copy there as a kernel: its texts, and beside the first a descriptor that
 * requires exactly the problem of its cell.
 */
export async function saveKernel(
  { program, cell }: Original,
  edit: Edit,
): Promise<Result<{ path: string } | null>> {
  const { problem, contender } = cell;
  const chosen = await dialog.showSaveDialog({
    title: 'Save as Kernel',
    defaultPath: `${copyName(contender)}.metal`,
    filters: [{ name: 'Metal kernel', extensions: ['metal'] }],
  });
  if (chosen.canceled || !chosen.filePath) return { ok: true, value: null };
  const folder = dirname(chosen.filePath);
  const name = basename(chosen.filePath, extname(chosen.filePath));
  if (!/^[\w.+-]{1,64}$/.test(name)) {
    const message = `Cannot save a kernel as "${name}": expected up to 64 letters, digits, "_", "-", "." and "+"`;
    return { ok: false, error: { code: 'BAD_INPUT', message } };
  }
  const description = `An edited copy of ${withoutSide(contender)} for ${extentsLabel(problem)}`;
  const { descriptor, texts } = describeProgram(editedProgram(program, edit), problem, name, description);
  const files = { ...texts, [`${name}.json`]: `${JSON.stringify(descriptor, null, 2)}\n` };
  try {
    for (const [file, text] of Object.entries(files)) await saveFile(join(folder, file), [text]);
  } catch (error) {
    const message = `Could not write ${chosen.filePath}: ${error instanceof Error ? error.message : String(error)}`;
    return { ok: false, error: { code: 'WRITE_FAILED', message } };
  }
  return { ok: true, value: { path: join(folder, `${name}.metal`) } };
}
