#pragma once
#include "compilation.h"

#import <Metal/Metal.h>

@interface MTLFunctionConstantValues ()
// The values of the constants that a library declares. Nil with the error if one has another type.
- (std::shared_ptr<const metal_double::ConstantValues>)valuesFor:(const metal_double::Compiled &)library
                                                           error:(NSError **)error;
@end

@interface MTLFunctionConstant ()
- (instancetype)initWith:(const metal_double::CompiledConstant &)constant;
@end
