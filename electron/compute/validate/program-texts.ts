import { type Kernel, lackOf, type Representative, type TargetDevice } from '../../../kernels/index.ts';
import type { UnsupportedPrograms } from '../../ipc/validation-types.ts';

/** A function of a text with its constants, and the programs that use it. */
export interface KernelUse {
  readonly kernel: Kernel;
  /** The most that any program asks for. */
  threads: number;
  threadgroupBytes: number;
  readonly programs: Representative[];
}

/** A text that is compiled once, and the functions used from it. */
export interface ProgramText {
  readonly source: string;
  readonly languageVersion: Kernel['languageVersion'];
  readonly uses: KernelUse[];
}

type GroupedText = ProgramText & { readonly byKey: Map<string, KernelUse> };

interface ProgramTexts {
  readonly texts: ProgramText[];
  /** How many programs the texts are of. */
  readonly programs: number;
  /** Those that the device cannot run. */
  readonly unsupported: UnsupportedPrograms[];
}

/** Programs for a device, grouped by text: most programs share theirs with others. */
export function programTexts(device: TargetDevice, generated: Iterable<Representative>): ProgramTexts {
  const texts = new Map<string, GroupedText>();
  const unsupported = new Map<string, number>();
  let programs = 0;
  for (const representative of generated) {
    const reason = lackOf(representative.contender, representative.problem, device);
    if (reason !== null) {
      unsupported.set(reason, (unsupported.get(reason) ?? 0) + 1);
      continue;
    }
    programs++;
    for (const { kernel, threadsPerThreadgroup, threadgroupBytes } of representative.program.passes) {
      const { source, languageVersion, functionName, constants } = kernel;
      const text: GroupedText = texts.get(source) ?? { source, languageVersion, uses: [], byKey: new Map() };
      texts.set(source, text);
      const key = JSON.stringify([functionName, constants]);
      const use = text.byKey.get(key) ?? { kernel, threads: 0, threadgroupBytes: 0, programs: [] };
      if (!text.byKey.has(key)) text.uses.push(use);
      text.byKey.set(key, use);
      const [x, y, z] = threadsPerThreadgroup;
      use.threads = Math.max(use.threads, x * y * z);
      use.threadgroupBytes = Math.max(use.threadgroupBytes, threadgroupBytes ?? 0);
      if (use.programs.at(-1) !== representative) use.programs.push(representative);
    }
  }
  return {
    texts: [...texts.values()],
    programs,
    unsupported: [...unsupported].map(([reason, count]) => ({ reason, programs: count })),
  };
}
