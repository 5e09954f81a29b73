import { native } from '../index.ts';
import { HEADER } from './harness.ts';

/** A kernel of a table, whose name is its key. */
export interface TableKernel {
  /** What stands before the kernel, in a namespace of its own; its macros end with the kernel. */
  readonly before?: string;
  /** What stands between the kernel's brackets. */
  readonly parameters: string;
  readonly body: string;
  /** In a text of its own: what opens a namespace, has function constants, or changes how the whole text is compiled. */
  readonly alone?: boolean;
}

/** A text, and the name in it of the kernel that was asked for. */
export interface PlacedKernel {
  readonly source: string;
  readonly kernel: string;
}

/** More kernels than these in one text are compiled one by one: MANY_KERNELS of native/msl/translate.ts. */
const KERNELS_PER_TEXT = 8;

/**
 * Compiles the kernels of a table many to a text, since most of the time goes to starting the compiler. Gives the text
 * that has a kernel; where that is refused, a text of this kernel only, so that what is wrong fails its own test.
 */
export function kernelTable(
  kernels: Readonly<Record<string, TableKernel>>,
): (key: string) => Promise<PlacedKernel> {
  const placed = new Map<string, () => Promise<PlacedKernel>>();
  const entries = Object.entries(kernels).map(([key, kernel], i) => ({ key, kernel, name: `k${i}` }));
  const joinable = entries.filter(({ kernel }) => !kernel.alone);
  for (let start = 0; start < joinable.length; start += KERNELS_PER_TEXT) {
    const group = joinable.slice(start, start + KERNELS_PER_TEXT);
    const joint = HEADER + group.map(({ kernel, name }) => textOf(kernel, name)).join('');
    let accepted: Promise<boolean> | undefined;
    for (const { key, kernel, name } of group) {
      placed.set(key, async () => {
        accepted ??= isAccepted(joint);
        return { kernel: name, source: (await accepted) ? joint : HEADER + textOf(kernel, name) };
      });
    }
  }
  return async (key) => {
    const place = placed.get(key);
    if (place) return place();
    const kernel = kernels[key];
    if (!kernel) throw new RangeError(`the table has no kernel "${key}"`);
    return { kernel: 'k', source: `${HEADER}${kernel.before ?? ''}\n${kernelText(kernel, 'k')}` };
  };
}

function textOf(kernel: TableKernel, name: string): string {
  const { before = '' } = kernel;
  const macros = [...before.matchAll(/^\s*#\s*define\s+(\w+)/gm)].map(([, macro]) => `#undef ${macro}\n`);
  const space = `of_${name}`;
  const body = `using namespace ${space};\n${kernel.body}`;
  return `namespace ${space} {\n${before}\n}\n${kernelText({ ...kernel, body }, name)}${macros.join('')}`;
}

const kernelText = ({ parameters, body }: TableKernel, name: string) =>
  `kernel void ${name}(${parameters}) {\n${body}\n}\n`;

async function isAccepted(source: string): Promise<boolean> {
  try {
    await native.compile('cpu', source);
    return true;
  } catch (error) {
    console.warn(`Kernels of a table are compiled one by one, since their joint text is refused: ${error}`);
    return false;
  }
}
