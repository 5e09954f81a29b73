import { native } from '../index.ts';
import { HEADER } from './harness.ts';

/** A kernel in a table of kernels. */
export interface TableKernel {
  /** Declarations before the kernel, which get a namespace of their own; their macros are undefined after the kernel. */
  readonly before?: string;
  /** The kernel's parameter list without its brackets. */
  readonly parameters: string;
  readonly body: string;
  /** Needs a text of its own: it reopens a namespace, has function constants, or changes how all of a text is compiled. */
  readonly alone?: boolean;
}

/** A text, and the name of a kernel in it. */
export interface PlacedKernel {
  readonly source: string;
  readonly kernel: string;
}

/** With more, kernels are compiled one by one: MANY_KERNELS in native/msl/translate.ts. */
const KERNELS_PER_TEXT = 8;

/**
 * Compiles the kernels of a table many to a text, because starting the compiler takes most of the time. The result finds
 * the text with a given kernel. If that text is refused, each kernel gets a text of its own, so that the faulty one fails
 * its own test.
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
    console.warn(`The joint text of several kernels is refused, so they are compiled one by one: ${error}`);
    return false;
  }
}
