export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.slice((sorted.length - 1) >> 1, (sorted.length >> 1) + 1);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

/** Prints rows under a heading in aligned columns. */
export function printTable(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const lines = [head, ...rows];
  const width = (column: number) => Math.max(...lines.map((line) => line[column]?.length ?? 0));
  console.log(`\n${title}`);
  for (const line of lines) {
    const cells = line.map((cell, i) => (i === 0 ? cell.padEnd(width(i)) : cell.padStart(width(i))));
    console.log(`  ${cells.join('  ')}`);
  }
}
