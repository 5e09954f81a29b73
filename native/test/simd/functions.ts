/** What the active lanes of a SIMD-group pass to a function, by lane; undefined in the other lanes. */
export type Lanes = readonly (bigint | undefined)[];

/** Which operands a function is tested with: any numbers, factors whose product stays small, or bits. */
type Operands = 'numbers' | 'factors' | 'bits';

/** A function of the standard library, and what it returns. */
export interface LaneFunction {
  /** MSL, in which `v` stands for the value, `f` for the filling value and `lane` for the lane's index. */
  readonly call: string;
  readonly operands: Operands;
  /** Whether only the values move, so that any type will do. */
  readonly moves?: boolean;
  /**
   * What `lane` of `threads` gets; undefined where it reads from an inactive lane. Sums and products may exceed the type.
   */
  readonly result: (values: Lanes, lane: number, filling: Lanes, threads: number) => bigint | undefined;
}

/** Where a lane reads from: a lane of its group of `width` lanes, and whether its filling value. */
type Source = (within: number, width: number) => readonly [from: number, fills?: boolean];

const wrapped = (within: number, width: number) => (within + 2 * width) % width;

const up = (delta: number): Source => {
  return (within) => [within < delta ? within : within - delta];
};
const down = (delta: number): Source => {
  return (within, width) => [within + delta < width ? within + delta : within];
};
const filledUp = (delta: number, modulo?: number): Source => {
  return (within, width) => {
    const size = modulo ?? width;
    const place = within % size;
    return [within - place + wrapped(place - delta, size), place < delta];
  };
};
const filledDown = (delta: number, modulo?: number): Source => {
  return (within, width) => {
    const size = modulo ?? width;
    const place = within % size;
    return [within - place + wrapped(place + delta, size), place + delta >= size];
  };
};

/** The functions by which values move, by name without `simd_` or `quad_`, with their further arguments. */
const MOVES: readonly (readonly [call: string, Source])[] = [
  ['shuffle(v, ushort(lane * 5 + 3) % WIDTH)', (within, width) => [(within * 5 + 3) % width]],
  ['broadcast(v, 2)', () => [2]],
  ['shuffle_xor(v, 3)', (within) => [within ^ 3]],
  ['shuffle_up(v, 1)', up(1)],
  ['shuffle_up(v, 3)', up(3)],
  ['shuffle_down(v, 1)', down(1)],
  ['shuffle_down(v, 2)', down(2)],
  ['shuffle_rotate_up(v, 3)', (within, width) => [wrapped(within - 3, width)]],
  ['shuffle_rotate_down(v, 1)', (within, width) => [wrapped(within + 1, width)]],
  ['shuffle_and_fill_up(v, f, 3)', filledUp(3)],
  ['shuffle_and_fill_up(v, f, 1, 2)', filledUp(1, 2)],
  ['shuffle_and_fill_down(v, f, 2)', filledDown(2)],
  ['shuffle_and_fill_down(v, f, 1, 2)', filledDown(1, 2)],
];

type Fold = (a: bigint, b: bigint) => bigint;
const FOLDS: readonly (readonly [name: string, Operands, Fold])[] = [
  ['sum', 'numbers', (a, b) => a + b],
  ['product', 'factors', (a, b) => a * b],
  ['max', 'numbers', (a, b) => (a > b ? a : b)],
  ['min', 'numbers', (a, b) => (a < b ? a : b)],
  ['and', 'bits', (a, b) => a & b],
  ['or', 'bits', (a, b) => a | b],
  ['xor', 'bits', (a, b) => a ^ b],
];
const SCANS: readonly (readonly [name: string, Operands, start: bigint, Fold])[] = [
  ['sum', 'numbers', 0n, (a, b) => a + b],
  ['product', 'factors', 1n, (a, b) => a * b],
];

/** The values of the active lanes in the group of a lane, to `end`. */
function activeOf(values: Lanes, lane: number, width: number, end?: number): bigint[] {
  const start = lane - (lane % width);
  return values.slice(start, end ?? start + width).filter((value) => value !== undefined);
}

/** The functions of a SIMD-group, or of quads, which take and return values of any type. */
function functionsOf(group: 'simd' | 'quad', width: number): LaneFunction[] {
  const start = (lane: number) => lane - (lane % width);
  const active = (values: Lanes, lane: number, end?: number) => activeOf(values, lane, width, end);
  const moves = MOVES.map(([call, source]): LaneFunction => {
    const result = (values: Lanes, lane: number, filling: Lanes) => {
      const [from, fills] = source(lane % width, width);
      return (fills ? filling : values)[start(lane) + from];
    };
    return {
      call: `${group}_${call}`.replace('WIDTH', `${width}`),
      operands: 'numbers',
      moves: true,
      result,
    };
  });
  const first: LaneFunction = {
    call: `${group}_broadcast_first(v)`,
    operands: 'numbers',
    moves: true,
    result: (values, lane) => active(values, lane)[0],
  };
  const folds = FOLDS.map(([name, operands, fold]): LaneFunction => {
    const result = (values: Lanes, lane: number) => active(values, lane).reduce(fold);
    return { call: `${group}_${name}(v)`, operands, result };
  });
  const scans = SCANS.flatMap(([name, operands, neutral, fold]): LaneFunction[] =>
    (['exclusive', 'inclusive'] as const).map((kind) => ({
      call: `${group}_prefix_${kind}_${name}(v)`,
      operands,
      result: (values, lane) => {
        return active(values, lane, kind === 'inclusive' ? lane + 1 : lane).reduce(fold, neutral);
      },
    })),
  );
  return [...moves, first, ...folds, ...scans];
}

export const FUNCTIONS: readonly LaneFunction[] = [...functionsOf('simd', 32), ...functionsOf('quad', 4)];

/** Functions of a condition, here whether `v` is odd; the results are numbers. */
export const VOTES: readonly LaneFunction[] = (['simd', 'quad'] as const).flatMap((group): LaneFunction[] => {
  const width = group === 'simd' ? 32 : 4;
  const bits = (values: Lanes, lane: number, counts: (value: bigint) => boolean) => {
    const votes = values.slice(lane - (lane % width)).slice(0, width);
    return votes.reduce<bigint>(
      (mask, value, i) => (value !== undefined && counts(value) ? mask | (1n << BigInt(i)) : mask),
      0n,
    );
  };
  const odd = (value: bigint) => value % 2n === 1n;
  const all = () => true;
  const asBit = (condition: boolean) => (condition ? 1n : 0n);
  const vote = (name: string, result: LaneFunction['result']): LaneFunction => {
    return { call: name.replaceAll('GROUP', group), operands: 'numbers', result };
  };
  const mask = (call: string) => `uint(GROUP_vote::vote_t(${call}))`;
  return [
    vote(mask('GROUP_ballot(v % 2 == 1)'), (values, lane) => bits(values, lane, odd)),
    vote(mask('GROUP_active_threads_mask()'), (values, lane) => bits(values, lane, all)),
    vote('uint(GROUP_any(v % 2 == 1))', (values, lane) => asBit(bits(values, lane, odd) > 0n)),
    vote('uint(GROUP_all(v % 2 == 1))', (values, lane) =>
      asBit(bits(values, lane, odd) === bits(values, lane, all)),
    ),
    vote('uint(GROUP_ballot(v < 99).all())', (values, lane, _filling, threads) => {
      const start = lane - (lane % width);
      return asBit(activeOf(values, lane, width).length === Math.min(width, threads - start));
    }),
    vote('uint(GROUP_ballot(v % 2 == 1).any())', (values, lane) => asBit(bits(values, lane, odd) > 0n)),
    vote('uint(GROUP_is_first())', (values, lane) => {
      return asBit(
        values.findIndex((value, i) => value !== undefined && i >= lane - (lane % width)) === lane,
      );
    }),
  ];
});
