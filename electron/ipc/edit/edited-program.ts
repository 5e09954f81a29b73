import type { Extent3, Pass, Program } from '../../../kernels/index.ts';
import type { Edit, EditedLaunch, OpenedPass } from './edit-schema.ts';

/** The texts of passes in the order of their first use, each once. */
export function textsOf(passes: readonly Pass[]): string[] {
  return [...new Set(passes.map(({ kernel }) => kernel.source))];
}

/** The passes for an editor, with their texts apart. */
export function openedPasses(passes: readonly Pass[]): OpenedPass[] {
  const texts = textsOf(passes);
  return passes.map(({ kernel: { source, functionName, constants }, ...pass }) => {
    return { ...pass, text: texts.indexOf(source), functionName, constants };
  });
}

/** Whether an edit leaves everything as it is. */
export function isUnchanged({ texts, launches }: Edit): boolean {
  return texts.every((text) => text === null) && Object.keys(launches).length === 0;
}

/** What a pass is launched with, in the numbers that can be edited. */
export function launchOfPass({
  threadgroups,
  gridThreads,
  threadsPerThreadgroup,
}: Pick<Pass, 'threadgroups' | 'gridThreads' | 'threadsPerThreadgroup'>): EditedLaunch {
  return { grid: [...(gridThreads ?? threadgroups)], threadsPerThreadgroup: [...threadsPerThreadgroup] };
}

/** A program with the texts and launches of an edit. Throws RangeError for an edit of another program. */
export function editedProgram(program: Program, { texts, launches }: Edit): Program {
  const originals = textsOf(program.passes);
  if (texts.length !== originals.length)
    throw new RangeError(`The copy has ${texts.length} texts; its original has ${originals.length}`);
  const passes = program.passes.map((pass, index): Pass => {
    const source = texts[originals.indexOf(pass.kernel.source)] ?? pass.kernel.source;
    const kernel = { ...pass.kernel, source };
    const launch = launches[index];
    // What the text declares is no longer known.
    const changed: Pass =
      source === pass.kernel.source ? pass : { ...pass, kernel, threadgroupBytes: null, registers: null };
    return launch ? { ...changed, ...launchedWith(launch, changed) } : changed;
  });
  return { ...program, passes };
}

function launchedWith({ grid, threadsPerThreadgroup }: EditedLaunch, { gridThreads }: Pass) {
  const groups = grid.map((threads, axis) => Math.ceil(threads / (threadsPerThreadgroup[axis] as number)));
  return {
    threadsPerThreadgroup,
    ...(gridThreads
      ? { gridThreads: grid, threadgroups: groups as unknown as Extent3 }
      : { threadgroups: grid }),
  };
}
