import type {
  CheckLaunch,
  DescribedArgument,
  DescribedKernel,
  DescribedLibrary,
} from '../../../ipc/check-types.ts';
import { columns } from '../../terminal/layout.ts';
import { plain } from '../../terminal/paint.ts';
import { argumentRow } from '../library-text.ts';
import { compactJson } from './compact-json.ts';
import { launchTemplate } from './template.ts';

/** A launch with the arguments that it does not provide. */
interface IncompleteLaunch {
  readonly kernel: DescribedKernel;
  readonly launch: CheckLaunch;
  readonly missing: readonly DescribedArgument[];
}

/** A launch file for kernels, with notes on what was guessed. */
export function templatesText(
  kernels: readonly DescribedKernel[],
  library: DescribedLibrary,
  source: string,
): { text: string; notes: string[] } {
  const templates = kernels.map((kernel) => launchTemplate(kernel, library, source));
  return {
    text: launchesText(templates.map(({ launch }) => launch)),
    notes: templates.flatMap(({ launch, notes }) => notes.map((note) => `${launch.kernel}: ${note}`)),
  };
}

/** The arguments that launches lack, all at once, and the same launches completed. */
export function missingText(
  incomplete: readonly IncompleteLaunch[],
  library: DescribedLibrary,
  source: string,
  path: string,
): string {
  const lists = incomplete.map(({ kernel, missing }) => {
    const rows = columns(missing.map(argumentRow), [], plain).map((row) => `  ${row}`);
    return [`${path}: the launch of kernel ${kernel.name} is missing:`, ...rows].join('\n');
  });
  const completed = incomplete.map(({ kernel, launch }) => {
    const { launch: template } = launchTemplate(kernel, library, source);
    return {
      ...launch,
      ...merged('buffers', template, launch),
      ...merged('threadgroupMemory', template, launch),
    };
  });
  return [...lists, 'A complete launch file to edit:', launchesText(completed)].join('\n');
}

function launchesText(launches: readonly CheckLaunch[]): string {
  return compactJson(launches.length === 1 ? launches[0] : { launches });
}

function merged(key: 'buffers' | 'threadgroupMemory', template: CheckLaunch, launch: CheckLaunch) {
  return template[key] ? { [key]: { ...template[key], ...launch[key] } } : {};
}
