#pragma once
#import <Metal/MTLResource.h>

NS_ASSUME_NONNULL_BEGIN

typedef NSString *MTLCommonCounter;
typedef NSString *MTLCommonCounterSet;
MTL_EXTERN MTLCommonCounter const MTLCommonCounterTimestamp API_AVAILABLE(macos(10.15));
MTL_EXTERN MTLCommonCounterSet const MTLCommonCounterSetTimestamp API_AVAILABLE(macos(10.15));

typedef struct {
  uint64_t timestamp;
} MTLCounterResultTimestamp API_AVAILABLE(macos(10.15));

#define MTLCounterErrorValue ((uint64_t)-1)
#define MTLCounterDontSample ((NSUInteger) - 1)

MTL_EXTERN NSErrorDomain const MTLCounterErrorDomain API_AVAILABLE(macos(10.15));

typedef NS_ENUM(NSInteger, MTLCounterSampleBufferError) {
  MTLCounterSampleBufferErrorOutOfMemory = 0,
  MTLCounterSampleBufferErrorInvalid = 1,
  MTLCounterSampleBufferErrorInternal = 2,
} API_AVAILABLE(macos(10.15));

API_AVAILABLE(macos(10.15))
@protocol MTLCounter <NSObject>
@property(readonly, copy) NSString *name;
@end

API_AVAILABLE(macos(10.15))
@protocol MTLCounterSet <NSObject>
@property(readonly, copy) NSString *name;
@property(readonly, copy) NSArray<id<MTLCounter>> *counters;
@end

API_AVAILABLE(macos(10.15))
@interface MTLCounterSampleBufferDescriptor : NSObject <NSCopying>
@property(nullable, readwrite, retain) id<MTLCounterSet> counterSet;
@property(readwrite, copy) NSString *label;
@property(readwrite, nonatomic) MTLStorageMode storageMode;
@property(readwrite, nonatomic) NSUInteger sampleCount;
@end

API_AVAILABLE(macos(10.15))
@protocol MTLCounterSampleBuffer <NSObject>
@property(readonly) id<MTLDevice> device;
@property(readonly) NSString *label;
@property(readonly) NSUInteger sampleCount;
- (nullable NSData *)resolveCounterRange:(NSRange)range;
@end

NS_ASSUME_NONNULL_END
