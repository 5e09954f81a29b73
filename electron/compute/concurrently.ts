/** Works through the items in order, so many at a time. Ends with the first error. */
export async function concurrently<T>(
  items: Iterable<T>,
  threads: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items[Symbol.iterator]();
  const workThrough = async () => {
    for (let next = rest.next(); !next.done; next = rest.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: threads }, workThrough));
}
