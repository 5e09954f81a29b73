#pragma once
#include "encoder.h"

@interface MTLDoubleBlitEncoder : MTLDoubleEncoder <MTLBlitCommandEncoder>
@end
