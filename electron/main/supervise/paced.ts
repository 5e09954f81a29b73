const INTERVAL_MS = 100;

/** Passes values on at about 10 Hz. Those in between are dropped, so a later one has to say as much as they do. */
export function paced<T>(pass: (value: T) => void, now = () => performance.now()): (value: T) => void {
  let lastMs = Number.NEGATIVE_INFINITY;
  return (value) => {
    if (now() < lastMs + INTERVAL_MS) return;
    lastMs = now();
    pass(value);
  };
}
