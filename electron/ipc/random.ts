/** A seeded source of random numbers: the same seed and purpose give the same numbers on every machine. */
export interface Random {
  /** Uniform in [0, 1), 32 bits. */
  unit(): number;
  /** A uniform whole number in [0, limit). */
  below(limit: number): number;
}

/**
 * xoshiro128** (Blackman and Vigna), with its state filled by splitmix32 from the seed and the purpose of the numbers,
 * so that no two purposes share a stream.
 */
export function createRandom(seed: number, purpose: string): Random {
  let mixed = hash(`${seed}/${purpose}`);
  const splitMix = () => {
    mixed = (mixed + 0x9e3779b9) | 0;
    let word = mixed ^ (mixed >>> 16);
    word = Math.imul(word, 0x21f0aaad);
    word ^= word >>> 15;
    word = Math.imul(word, 0x735a2d97);
    return word ^ (word >>> 15);
  };
  let s0 = splitMix();
  let s1 = splitMix();
  let s2 = splitMix();
  let s3 = splitMix();

  const next = () => {
    const result = Math.imul(rotate(Math.imul(s1, 5), 7), 9);
    const shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = rotate(s3, 11);
    return result >>> 0;
  };

  const unit = () => next() / 2 ** 32;
  // The bias of scaling 32 bits to limits as small as ours is below one in a million.
  return { unit, below: (limit) => Math.floor(unit() * limit) };
}

/** Fisher–Yates, in place; returns the array. */
export function shuffle<T>(items: T[], random: Random): T[] {
  for (let last = items.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [items[last], items[other]] = [items[other] as T, items[last] as T];
  }
  return items;
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** FNV-1a over UTF-16 units. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  return state;
}
