#pragma once
#include <cstddef>
#include <memory>

namespace tilescope {

// Columns of a matrix that are multiplied at a time.
constexpr size_t kPanelWidth = 8;

constexpr size_t RoundUp(size_t count, size_t unit) { return (count + unit - 1) / unit * unit; }

// Zeroed doubles from the start of a cache line on.
class Doubles {
public:
  explicit Doubles(size_t count = 0);
  // Null if there are none.
  double *Data() const { return data_.get(); }

private:
  struct Free {
    void operator()(double *data) const;
  };
  std::unique_ptr<double[], Free> data_;
};

// A matrix anywhere in memory: element (row, column) is at data[row * row_stride + column * column_stride].
struct Strided {
  const double *data;
  size_t row_stride, column_stride;
};

// The right operand of products, [depth, columns] with columns rounded up to whole panels, in the order in
// which it is read: panel by panel, row by row. Columns that are added are zero.
class Panels {
public:
  Panels(const Strided &matrix, size_t depth, size_t columns);

  // The same with every element squared.
  Panels Squared() const;

  size_t Depth() const { return depth_; }
  size_t Columns() const { return columns_; }
  const double *Panel(size_t index) const { return data_.Data() + index * depth_ * kPanelWidth; }

private:
  Panels(size_t depth, size_t columns);
  size_t Elements() const { return depth_ * RoundUp(columns_, kPanelWidth); }

  size_t depth_, columns_;
  Doubles data_;
};

// A range of indices.
struct Range {
  size_t first, end;
};

// result += left * right, for `rows` rows, the columns of some panels, and some of the depth, whose factors
// `left` begins with. The result is row-major with rows `stride` apart, starts at its first row and column 0,
// and has room for whole panels.
void AddProduct(size_t rows, const Strided &left, const Panels &right, Range panels, Range depth,
                double *result, size_t stride);

} // namespace tilescope
