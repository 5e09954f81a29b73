// extents: how many elements a tensor has along each of its dimensions, the innermost first.
#pragma once
namespace metal {
constexpr const __global size_t dynamic_extent = (size_t)-1;

// `Sizes` are known to the compiler but for those that are dynamic_extent.
template <class Index, size_t... Sizes> struct extents {
  typedef Index index_type;
  typedef size_t size_type;
  typedef size_t rank_type;
  static_assert(is_integral_v<Index>, "extents: the type of an index must be an integer");
  static_assert(sizeof...(Sizes) >= 1 && sizeof...(Sizes) <= 16, "extents: a tensor has 1 to 16 dimensions");

  static constexpr MSL_FUNCTION size_t rank() { return sizeof...(Sizes); }
  static constexpr MSL_FUNCTION size_t rank_dynamic() { return ((Sizes == dynamic_extent) + ...); }
  static constexpr MSL_FUNCTION size_t static_extent(size_t i) {
    const size_t all[] = {Sizes...};
    return all[i];
  }
  constexpr MSL_FUNCTION Index extent(size_t i) const { return sizes[i]; }

  constexpr MSL_FUNCTION extents() : sizes{(Sizes == dynamic_extent ? Index(0) : (Index)Sizes)...} {}
  // The dynamic ones, or all.
  template <class... Given, class = enable_if_t<(sizeof...(Given) == sizeof...(Sizes) ||
                                                 sizeof...(Given) == rank_dynamic()) &&
                                                (is_convertible_v<Given, Index> && ...)>>
  constexpr MSL_FUNCTION extents(Given... given) : extents() {
    const Index all[] = {(Index)given...};
    for (size_t i = 0, next = 0; i < rank(); i++)
      if (sizeof...(Given) == rank() || static_extent(i) == dynamic_extent)
        sizes[i] = all[next++];
  }
  constexpr MSL_FUNCTION extents(const array<Index, sizeof...(Sizes)> &given) : extents() {
    for (size_t i = 0; i < rank(); i++)
      sizes[i] = given.elements[i];
  }

  Index sizes[sizeof...(Sizes)];
};
} // namespace metal
namespace msl {
template <class Index, class Sequence> struct DynamicExtents;
template <class Index, size_t... I> struct DynamicExtents<Index, metal::index_sequence<I...>> {
  typedef metal::extents<Index, (I - I + metal::dynamic_extent)...> type;
};
} // namespace msl
namespace metal {
template <class Index, size_t Rank>
using dextents = typename msl::DynamicExtents<Index, make_index_sequence<Rank>>::type;
} // namespace metal
