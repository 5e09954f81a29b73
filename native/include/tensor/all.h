// Tensors and the operations on them: <metal_tensor> and MetalPerformancePrimitives, for texts that include
// them (native/msl/read/tensors.ts). MSL_TENSORS is the version of the language, 400 or 410.
#pragma once
#include "formats.h"
#include "extents.h"
#include "tensor.h"
#include "argument.h"
#include "scope.h"
#include "staging.h"
#include "layout.h"
#include "cooperative_tensor.h"
#include "data_types.h"
#include "product.h"
#include "run.h"
#include "reduce.h"
#include "matmul2d.h"
