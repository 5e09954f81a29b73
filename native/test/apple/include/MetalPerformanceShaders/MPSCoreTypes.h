#pragma once
#import <Foundation/Foundation.h>
#import <Metal/Metal.h>

NS_ASSUME_NONNULL_BEGIN

typedef NS_ENUM(uint32_t, MPSDataType) {
  MPSDataTypeInvalid API_AVAILABLE(macos(10.13)) = 0,
  MPSDataTypeFloatBit API_AVAILABLE(macos(10.13)) = 0x10000000,
  MPSDataTypeFloat32 API_AVAILABLE(macos(10.13)) = MPSDataTypeFloatBit | 32,
  MPSDataTypeFloat16 API_AVAILABLE(macos(10.13)) = MPSDataTypeFloatBit | 16,
} API_AVAILABLE(macos(10.13));

typedef NSArray<NSNumber *> MPSShape API_AVAILABLE(macos(10.15));

MTL_EXTERN BOOL MPSSupportsMTLDevice(id<MTLDevice> _Nullable device) API_AVAILABLE(macos(10.13));

NS_ASSUME_NONNULL_END
