// What Metal's compiler makes of declarations that name its own copies between device and threadgroup memory
// (native/msl/rewrite/air-functions.ts). The lanes of a SIMD-group share the elements out and copy at once;
// waiting for an event is where they meet.
#pragma once
namespace msl {
template <class To, class From>
MSL_FUNCTION void copy_element(To *to, ulong at, const From *from, ulong from_at, ulong bytes) {
  for (ulong i = 0; i < bytes; i++)
    ((__generic uchar *)to)[at * bytes + i] = ((const __generic uchar *)from)[from_at * bytes + i];
}

template <class To, class From>
MSL_FUNCTION void async_copy_1d(ulong bytes, ulong, To *to, const From *from, ulong count) {
  const MslLane *lane = msl_current_lane();
  for (ulong i = lane->lane; i < count; i += lane->simdgroup->lanes)
    copy_element(to, i, from, i, bytes);
}

// Elements beyond the source's tile are zero or, if `clamp` is 1, those at its edge. A row has `to_row` and
// `from_row` elements.
template <class To, class From>
MSL_FUNCTION void async_copy_2d(ulong bytes, ulong, To *to, ulong to_row, ulong, ulong2 to_tile,
                                const From *from, ulong from_row, ulong, ulong2 from_tile, long2 offset,
                                int clamp) {
  const MslLane *lane = msl_current_lane();
  for (ulong i = lane->lane; i < to_tile.x * to_tile.y; i += lane->simdgroup->lanes) {
    const long column = (long)(i % to_tile.x), row = (long)(i / to_tile.x), at = row * (long)to_row + column;
    long x = column + offset.x, y = row + offset.y;
    const bool inside = x >= 0 && y >= 0 && x < (long)from_tile.x && y < (long)from_tile.y;
    if (!inside && clamp != 1) {
      for (ulong b = 0; b < bytes; b++)
        ((__generic uchar *)to)[at * (long)bytes + (long)b] = 0;
      continue;
    }
    x = metal::clamp(x, 0l, (long)from_tile.x - 1);
    y = metal::clamp(y, 0l, (long)from_tile.y - 1);
    copy_element(to, at, from, y * (long)from_row + x, bytes);
  }
}

template <class Events> MSL_FUNCTION void wait_for_copies(int, Events, uint site = MSL_SITE_HERE) {
  msl_sync_simdgroup(msl_current_lane(), site | 3u << MSL_SITE_MEMORY_SHIFT);
}
} // namespace msl
