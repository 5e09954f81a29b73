/** What belongs to runs, by their ids, while its last change is being kept: the next change builds on it. */
export function createComing<T>() {
  const values = new Map<string, T>();
  return {
    of: (runId: string | undefined): T | undefined => (runId === undefined ? undefined : values.get(runId)),
    /** Holds a value until it is kept. Rejects when that fails. */
    hold: async (runId: string, value: T, keeping: Promise<unknown>): Promise<void> => {
      values.set(runId, value);
      try {
        await keeping;
      } finally {
        // Unless it has changed again meanwhile.
        if (values.get(runId) === value) values.delete(runId);
      }
    },
  };
}
