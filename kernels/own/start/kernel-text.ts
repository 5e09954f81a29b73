/** An argument of a kernel function, such as `device const float *A [[buffer(0)]]`. */
export interface TextArgument {
  /** "device const float" */
  readonly type: string;
  readonly mark: '*' | '&' | '';
  readonly name: string;
  /** Metal's attribute: "buffer", or what it tells a thread about its place. */
  readonly attribute: string;
  /** Of a buffer; NaN for others. */
  readonly index: number;
}

/** A text with one kernel function, taken apart. Each part but the names has whole lines, or none. */
export interface KernelText {
  /** The comment that the text begins with. */
  readonly about: string;
  /** What stands between it and the kernel, but for function constants. */
  readonly declarations: string;
  /** What is said of the function constants, and their names by index. */
  readonly aboutConstants: string;
  readonly constants: readonly string[];
  /** The comment above the kernel. */
  readonly comment: string;
  /** The attribute of the function. */
  readonly attribute: string;
  readonly functionName: string;
  readonly arguments: readonly TextArgument[];
  readonly body: string;
}

const ABOUT = /^(?:\/\/.*\n)*\n?/;
const KERNEL = /((?:^\/\/.*\n)*)((?:^\[\[.*\]\]\n)?)^kernel void (\w+)\(([\s\S]*?)\) \{\n([\s\S]*)^\}\n/m;
const CONSTANTS = /((?:^\/\/.*\n)*)((?:^constant bool \w+ \[\[function_constant\(\d+\)\]\];\n)+)\n?/m;
const CONSTANT = /^constant bool (\w+)/gm;
const ARGUMENT = /^(.*?) ?([*&]?)(\w+) \[\[(\w+)(?:\((\d+)\))?\]\]$/;

/** Takes a text apart that is written as the generated ones are. Throws if it is written otherwise. */
export function kernelText(text: string): KernelText {
  const [about = ''] = ABOUT.exec(text) ?? [];
  const [whole = '', comment = '', attribute = '', functionName = '', list = '', body = ''] =
    KERNEL.exec(text) ?? [];
  const between = text.slice(about.length, text.length - whole.length);
  if (whole === '' || about + between + whole !== text || body.includes('kernel void'))
    throw new Error('expected a text that ends with its one kernel function');
  const [constants = '', aboutConstants = '', declared = ''] = CONSTANTS.exec(between) ?? [];
  return {
    about: about.trimEnd() === '' ? '' : `${about.trimEnd()}\n`,
    declarations: between.replace(constants, ''),
    aboutConstants,
    constants: [...declared.matchAll(CONSTANT)].map(([, name = '']) => name),
    comment,
    attribute,
    functionName,
    arguments: list.split(/,\s*/).map(argumentOf),
    body,
  };
}

function argumentOf(text: string): TextArgument {
  const [, type, mark, name, attribute, index] = ARGUMENT.exec(text) ?? [];
  if (type === undefined || name === undefined || attribute === undefined)
    throw new Error(`"${text}" is no argument of a kernel`);
  return { type, mark: mark as TextArgument['mark'], name, attribute, index: Number(index) };
}
