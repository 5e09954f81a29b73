// Which lane has which element of a cooperative tensor, and in which of its slots. Metal leaves that to the
// implementation, so checks permute it, another way in each of their two runs, and leave some slots unused.
#pragma once
namespace msl {
// An element's coordinates. An unused slot has those of an element that is somewhere else.
struct Place {
  int column, row;
  bool is_valid;
};
constexpr MSL_FUNCTION int divided_up(int a, int b) { return (a + b - 1) / b; }

// The number of a layout: 0 without checks.
MSL_FUNCTION uint layout_number() { return msl_current_lane()->threadgroup->layout; }

// The element in a slot of all the slots of a scope, scattered; `count` or more for a slot without one.
MSL_FUNCTION int scattered(int slot, int slots) {
  const ulong factor = layout_number() == 1 ? 1000003 : 2000003; // primes that divide no number of slots
  return (int)(((ulong)slot * factor + 7919 * layout_number()) % (ulong)slots);
}

// Whether an input is laid out as the destination that it is made of, which Metal does not promise: with
// checks only in the second run.
MSL_FUNCTION bool are_inputs_alike() { return layout_number() != 1; }

// A matrix of so many columns and rows, which is divided among the lanes of a scope. Without checks it is in
// fragments of 16x16 elements, of which a lane has four columns of two rows, as MLX's kernels of 2026 assume.
template <int Columns, int Rows, class Where> struct MatrixLayout {
  static constexpr int count = Columns * Rows;
  static constexpr int across = divided_up(Columns, 16), fragments = across * divided_up(Rows, 16);
  static constexpr int each = divided_up(count, Where::lanes);
  static constexpr int capacity = MSL_CHECKS          ? each + 1 + each / 8
                                  : Where::lanes == 1 ? count
                                                      : 8 * divided_up(fragments, Where::simdgroups);
  // How many slots in a row have neighbours in a row of the matrix: they are valid together.
  static constexpr int run = !MSL_CHECKS && Columns % 4 == 0 ? 4 : 1;

  static MSL_FUNCTION Place place(int slot) {
    const int rank = Where::rank();
    if (MSL_CHECKS) {
      const int element = scattered(rank * capacity + slot, Where::lanes * capacity);
      return {element % count % Columns, element % count / Columns, element < count};
    }
    if (Where::lanes == 1)
      return {slot % Columns, slot / Columns, true};
    const int lane = rank % MSL_SIMD_WIDTH, fragment = rank / MSL_SIMD_WIDTH * (capacity / 8) + slot / 8;
    const int column = fragment % across * 16 + ((lane >> 2 & 2) | (lane & 1)) * 4 + slot % 4;
    const int row = fragment / across * 16 + ((lane >> 2 & 4) | (lane >> 1 & 3)) + slot % 8 / 4 * 8;
    const bool is_whole = Columns % 16 == 0 && Rows % 16 == 0 && fragments % Where::simdgroups == 0;
    return {column, row, is_whole || (fragment < fragments && column < Columns && row < Rows)};
  }
};

// One number for each row of such a matrix, or for each column. Without checks a lane has those of its
// elements. With checks each is with one lane only in the first run, and with all of them in the second.
template <int Columns, int Rows, class Where, bool of_rows> struct VectorLayout {
  static constexpr int count = of_rows ? Rows : Columns;
  static constexpr int each = of_rows ? 2 : 4; // that a lane has of a fragment
  static constexpr int run = 1;
  static constexpr int capacity =
      MSL_CHECKS || Where::lanes == 1 ? count + MSL_CHECKS : each * divided_up(count, 16);

  static MSL_FUNCTION Place place(int slot) {
    const int rank = Where::rank();
    if (MSL_CHECKS) {
      const int slots = is_shared() ? capacity : Where::lanes * capacity;
      const int element = scattered(is_shared() ? slot : rank * capacity + slot, slots);
      return {element % count, 0, element < count};
    }
    if (Where::lanes == 1)
      return {slot, 0, true};
    const int lane = rank % MSL_SIMD_WIDTH;
    const int within = of_rows ? ((lane >> 2 & 4) | (lane >> 1 & 3)) + slot % 2 * 8
                               : ((lane >> 2 & 2) | (lane & 1)) * 4 + slot % 4;
    const int element = slot / each * 16 + within;
    return {element, 0, element < count};
  }
  // Whether each lane has the numbers that belong to its elements of the matrix.
  static MSL_FUNCTION bool is_shared() { return layout_number() != 1; }
  static MSL_FUNCTION int slot_of(int element) {
    if (MSL_CHECKS || Where::lanes == 1) {
      for (int slot = 0; slot < capacity; slot++) {
        const Place at = place(slot);
        if (at.is_valid && at.column == element)
          return slot;
      }
      return -1;
    }
    return element / 16 * each + (of_rows ? element % 16 / 8 : element % 4);
  }
};
} // namespace msl
