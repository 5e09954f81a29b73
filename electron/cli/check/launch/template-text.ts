import type {
  CheckLaunch,
  DescribedArgument,
  DescribedKernel,
  DescribedLibrary,
} from '../../../ipc/check-types.ts';
import { columns } from '../../terminal/layout.ts';
import { plain } from '../../terminal/paint.ts';
import { argumentRow } from '../listing.ts';
import { compactJson } from './compact-json.ts';
import { launchTemplate } from './template.ts';

/** A kernel, and what a launch of it does not give. */
interface Lacking {
  readonly kernel: DescribedKernel;
  readonly launch: CheckLaunch;
  readonly missing: readonly DescribedArgument[];
}

/** A launch file for kernels, and what in it was guessed, by kernel. */
export function templatesText(
  kernels: readonly DescribedKernel[],
  library: DescribedLibrary,
  source: string,
): { text: string; notes: string[] } {
  const templates = kernels.map((kernel) => launchTemplate(kernel, library, source));
  const launches = templates.map(({ launch }) => launch);
  return {
    text: compactJson(launches.length === 1 ? launches[0] : { launches }),
    notes: templates.flatMap(({ launch, notes }) => notes.map((note) => `${launch.kernel}: ${note}`)),
  };
}

/** What launches lack, all at once, and the same launches with it. */
export function missingText(
  lacking: readonly Lacking[],
  library: DescribedLibrary,
  source: string,
  path: string,
): string {
  const lists = lacking.map(({ kernel, missing }) => {
    const rows = columns(missing.map(argumentRow), [], plain).map((row) => `  ${row}`);
    return [`${path}: kernel ${kernel.name} needs what the launch does not give:`, ...rows].join('\n');
  });
  const whole = lacking.map(({ kernel, launch }) => {
    const { launch: template } = launchTemplate(kernel, library, source);
    return {
      ...launch,
      ...merged('buffers', template, launch),
      ...merged('threadgroupMemory', template, launch),
    };
  });
  const example = compactJson(whole.length === 1 ? whole[0] : { launches: whole });
  return [...lists, 'With all of it, to edit:', example].join('\n');
}

function merged(key: 'buffers' | 'threadgroupMemory', template: CheckLaunch, launch: CheckLaunch) {
  return template[key] ? { [key]: { ...template[key], ...launch[key] } } : {};
}
