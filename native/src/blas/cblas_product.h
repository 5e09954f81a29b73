#pragma once
#include "routine.h"

#include <vector>

namespace tilescope {

// A product on the library's own threads.
class CblasProduct : public HostRoutine {
public:
  explicit CblasProduct(ProductSpec spec) : spec_(std::move(spec)) {}

  void Start(uint32_t threads) override;
  void Finish() override;

protected:
  const ProductSpec spec_;

private:
  uint32_t threads_ = 1;
};

class CblasSgemm : public CblasProduct {
public:
  using CblasProduct::CblasProduct;
  void Run() override;
};

// Of doubles in place, or of floats: then Prepare() widens the operands, and Finish() narrows the result.
class CblasDgemm : public CblasProduct {
public:
  using CblasProduct::CblasProduct;
  void Prepare() override;
  void Run() override;
  void Finish() override;

private:
  // Empty for doubles, which are multiplied where they are.
  std::vector<double> a_, b_, c_;
};

} // namespace tilescope
