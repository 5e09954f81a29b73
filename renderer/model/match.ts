/** The commands that contain every word of a query, those that start with the first word ahead of the others. */
export function matchCommands<T extends { label: string; group: string }>(
  commands: readonly T[],
  query: string,
): T[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const [first = ''] = words;
  return commands
    .filter(({ label, group }) => {
      const text = `${label} ${group}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .toSorted(
      (a, b) =>
        Number(b.label.toLowerCase().startsWith(first)) - Number(a.label.toLowerCase().startsWith(first)),
    );
}
