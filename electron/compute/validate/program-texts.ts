import {
  type Kernel,
  type Problem,
  type Representative,
  representatives,
  type Target,
} from '../../../kernels/index.ts';

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

/** Every program for a target, grouped by text: most programs share theirs with others. */
export function programTexts(
  target: Target,
  op: Problem['op'] | null,
): { texts: ProgramText[]; programs: number } {
  const texts = new Map<string, GroupedText>();
  let programs = 0;
  for (const representative of representatives(target, op)) {
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
      use.threadgroupBytes = Math.max(use.threadgroupBytes, threadgroupBytes);
      if (use.programs.at(-1) !== representative) use.programs.push(representative);
    }
  }
  return { texts: [...texts.values()], programs };
}
