#pragma once
#include "pipeline.h"

namespace metal_double {

// The arguments of a pipeline's kernel; nil if they are not requested or there is no pipeline.
MTLComputePipelineReflection *Reflect(MTLDoublePipeline *pipeline, MTLPipelineOption options);

} // namespace metal_double
