#pragma once
#include "compilation.h"

#import <Metal/Metal.h>

@interface MTLDoubleLibrary : NSObject <MTLLibrary>
// Nil with the error if the text does not compile.
- (instancetype)initWithDevice:(id<MTLDevice>)device
                        source:(NSString *)source
                       options:(MTLCompileOptions *)options
                         error:(NSError **)error;
@property(readonly) const metal_double::Request &request;
@property(readonly) const std::shared_ptr<const metal_double::Compiled> &compiled;
@end

@interface MTLDoubleFunction : NSObject <MTLFunction>
- (instancetype)initWithLibrary:(MTLDoubleLibrary *)library
                           name:(NSString *)name
                      constants:(std::shared_ptr<const metal_double::ConstantValues>)constants;
@property(readonly) MTLDoubleLibrary *library;
@property(readonly) const std::shared_ptr<const metal_double::ConstantValues> &constants;
@end
