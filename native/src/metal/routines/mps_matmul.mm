#include "mps_matmul.h"

#include "error.h"
#include "metal/metal_buffer.h"
#include "mps_types.h"

#include <cstring>

namespace tilescope {
namespace {

// A matrix with the row stride that MPS recommends: in the memory of the specification or, if that is dense
// with a different stride, in a padded copy. Narrower rows are not only slower: rows of f16 shorter than 16
// bytes have been seen to crash MPS.
class Operand {
public:
  Operand(id<MTLDevice> device, std::shared_ptr<DeviceBuffer> dense, uint32_t rows, uint32_t columns,
          ElementType type)
      : dense_(std::move(dense)), rows_(rows), row_bytes_(columns * BytesOf(type)),
        stride_([MPSMatrixDescriptor rowBytesForColumns:columns dataType:ToMps(type)]) {
    id<MTLBuffer> memory = MemoryOf(*dense_);
    if (stride_ != row_bytes_)
      memory = padded_ = Allocate(device, stride_ * rows);
    MPSMatrixDescriptor *descriptor = [MPSMatrixDescriptor matrixDescriptorWithRows:rows
                                                                            columns:columns
                                                                           rowBytes:stride_
                                                                           dataType:ToMps(type)];
    matrix_ = [[MPSMatrix alloc] initWithBuffer:memory descriptor:descriptor];
  }

  MPSMatrix *Matrix() const { return matrix_; }
  bool IsPadded() const { return padded_ != nil; }

  void CopyIn() const {
    if (!padded_)
      return;
    std::vector<std::byte> rows(rows_ * row_bytes_);
    dense_->Read(0, rows);
    for (size_t row = 0; row < rows_; row++)
      std::memcpy(PaddedRow(row), rows.data() + row * row_bytes_, row_bytes_);
  }

  void CopyOut() const {
    if (!padded_)
      return;
    std::vector<std::byte> rows(rows_ * row_bytes_);
    for (size_t row = 0; row < rows_; row++)
      std::memcpy(rows.data() + row * row_bytes_, PaddedRow(row), row_bytes_);
    dense_->Write(0, rows);
  }

private:
  static id<MTLBuffer> Allocate(id<MTLDevice> device, size_t bytes) {
    id<MTLBuffer> buffer = [device newBufferWithLength:bytes options:MTLResourceStorageModeShared];
    if (!buffer)
      throw Error("OUT_OF_MEMORY",
                  "Cannot allocate a matrix of " + std::to_string(bytes) + " bytes with padded rows");
    return buffer;
  }

  std::byte *PaddedRow(size_t row) const {
    return static_cast<std::byte *>(padded_.contents) + row * stride_;
  }

  std::shared_ptr<DeviceBuffer> dense_;
  size_t rows_, row_bytes_, stride_;
  id<MTLBuffer> padded_; // nil if the rows already have the recommended stride
  MPSMatrix *matrix_;
};

class MpsMatmul : public GpuRoutine {
public:
  MpsMatmul(id<MTLDevice> device, const ProductSpec &spec)
      : a_(device, spec.a, spec.transpose_a ? spec.k : spec.m, spec.transpose_a ? spec.m : spec.k, spec.type),
        b_(device, spec.b, spec.transpose_b ? spec.n : spec.k, spec.transpose_b ? spec.k : spec.n, spec.type),
        c_(device, spec.c, spec.m, spec.n, spec.type),
        product_([[MPSMatrixMultiplication alloc] initWithDevice:device
                                                   transposeLeft:spec.transpose_a
                                                  transposeRight:spec.transpose_b
                                                      resultRows:spec.m
                                                   resultColumns:spec.n
                                                 interiorColumns:spec.k
                                                           alpha:1
                                                            beta:0]) {}

  void Prepare() override {
    a_.CopyIn();
    b_.CopyIn();
  }

  void Encode(Submission &submission) override {
    [product_ encodeToCommandBuffer:submission.Current()
                         leftMatrix:a_.Matrix()
                        rightMatrix:b_.Matrix()
                       resultMatrix:c_.Matrix()];
  }

  void Finish() override { c_.CopyOut(); }

  std::string Note() const override {
    std::string padded;
    for (const auto &[name, operand] : {std::pair("A", &a_), {"B", &b_}, {"C", &c_}})
      if (operand->IsPadded())
        padded += (padded.empty() ? "" : ", ") + std::string(name);
    return padded.empty() ? padded
                          : "Runs on copies of " + padded + " with padded rows; copying is not timed";
  }

private:
  const Operand a_, b_, c_;
  MPSMatrixMultiplication *const product_;
};

} // namespace

std::unique_ptr<GpuRoutine> MakeMpsMatmul(id<MTLDevice> device, const ProductSpec &spec) {
  return std::make_unique<MpsMatmul>(device, spec);
}

} // namespace tilescope
