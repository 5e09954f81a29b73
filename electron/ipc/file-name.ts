/** File systems take 255 bytes, and the name is shown in dialogs. */
const MAX_FILE_NAME = 80;

/** The name that a file of a run is given, without its end: "sgemm-64-512" of "SGEMM 64–512". */
export function fileName(run: { readonly name: string }): string {
  const plain = run.name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_FILE_NAME)
    .replace(/^-|-$/g, '');
  return plain || 'run';
}
