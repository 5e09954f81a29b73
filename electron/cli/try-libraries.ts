import {
  arithmeticOf,
  extentsLabel,
  fieldValues,
  LIBRARY_FAULTS,
  type LibraryTrial,
  libraryOf,
  optionsLabel,
} from '../../kernels/index.ts';
import { formatError } from '../ipc/figures.ts';
import type { LibraryTrialRequest, LibraryTrialResponse } from '../ipc/try-library.ts';
import type { DeviceInfo, Result } from '../ipc/types.ts';
import { startCompute } from './compute-session.ts';
import type { Paint } from './terminal/paint.ts';

/**
 * Runs the libraries of a GPU where they are publicly known to have gone wrong, and prints each result as soon as it
 * is known.
 */
export async function tryLibraries(device: DeviceInfo, paint: Paint): Promise<void> {
  console.log(`${paint('strong', device.id)}  ${device.name}`);
  for (const [fault, { title, reason, source, libraries, trials, untried }] of LIBRARY_FAULTS.entries()) {
    console.log(`\n${paint('strong', title)}\n  ${paint('quiet', `${reason} (${source})`)}`);
    if (untried) console.log(`  ${paint('quiet', `– not tried: ${untried}`)}`);
    for (const [index, trial] of trials.entries()) {
      for (const library of libraries) {
        const result = await resultOf(device, { device: device.id, library, fault, trial: index });
        console.log(trialText(library, trial, result, paint));
      }
    }
  }
}

/** Each trial has a compute process of its own, because a library may end it. */
async function resultOf(
  device: DeviceInfo,
  request: LibraryTrialRequest,
): Promise<Result<LibraryTrialResponse>> {
  const known = device.contenders.find(({ id }) => id === request.library);
  if (known?.reason) return { ok: false, error: { code: 'UNSUPPORTED', message: known.reason } };
  const compute = startCompute();
  try {
    return await compute.request('tryLibrary', request);
  } finally {
    compute.kill();
  }
}

/** "✗ MPSGraph level 0, 16×16×32767 f32: wrong, …" */
export function trialText(
  library: string,
  { problem, sameRowsA }: LibraryTrial,
  result: Result<LibraryTrialResponse>,
  paint: Paint,
): string {
  const options = [optionsLabel(problem), ...(sameRowsA ? ['Row stride of A 0'] : [])].filter(Boolean);
  const what = [`${extentsLabel(problem)} ${fieldValues(problem).dtype}`, ...options].join(', ');
  const line = (mark: string, text: string) =>
    `  ${mark} ${libraryOf(library)?.label ?? library}, ${what}: ${text}`;
  if (!result.ok) return line(paint('quiet', '–'), `not available here: ${result.error.message}`);
  const { verification, failure } = result.value;
  const error = verification?.maxRelativeError ?? Number.MAX_VALUE;
  if (failure) return line(paint('bad', '✗'), `${paint('bad', 'wrong')}, ${lowerFirst(failure.message)}`);
  const arithmetic = arithmeticOf(problem, error);
  return line(
    paint('good', '✓'),
    `right, error ${formatError(error)}${arithmetic ? ` (${arithmetic})` : ''}`,
  );
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
