#pragma once
#import <Foundation/Foundation.h>
#import <Metal/Metal.h>

NS_ASSUME_NONNULL_BEGIN

typedef NS_ENUM(uint32_t, MPSDataType) {
  MPSDataTypeInvalid API_AVAILABLE(macos(10.13)) = 0,
  MPSDataTypeFloatBit API_AVAILABLE(macos(10.13)) = 0x10000000,
  MPSDataTypeFloat32 API_AVAILABLE(macos(10.13)) = MPSDataTypeFloatBit | 32,
  MPSDataTypeFloat16 API_AVAILABLE(macos(10.13)) = MPSDataTypeFloatBit | 16,
  MPSDataTypeSignedBit API_AVAILABLE(macos(10.13)) = 0x20000000,
  MPSDataTypeInt8 API_AVAILABLE(macos(10.13)) = MPSDataTypeSignedBit | 8,
  MPSDataTypeAlternateEncodingBit API_AVAILABLE(macos(12.0)) = 0x80000000,
  MPSDataTypeBFloat16 API_AVAILABLE(macos(13.0)) = MPSDataTypeAlternateEncodingBit | MPSDataTypeFloat16,
} API_AVAILABLE(macos(10.13));

typedef NSArray<NSNumber *> MPSShape API_AVAILABLE(macos(10.15));

MTL_EXTERN BOOL MPSSupportsMTLDevice(id<MTLDevice> _Nullable device) API_AVAILABLE(macos(10.13));

NS_ASSUME_NONNULL_END
