const view = new DataView(new ArrayBuffer(4));

/** The 32 bits of a number in single precision, as a word of a kernel's arguments. */
export function floatWord(value: number): number {
  view.setFloat32(0, value);
  return view.getUint32(0);
}
