// Metal's classes that only hold data.
#import <Metal/Metal.h>

@implementation MTLCompileOptions
- (instancetype)init {
  _fastMathEnabled = YES;
  _mathMode = MTLMathModeFast;
  return self;
}
- (id)copyWithZone:(void *)zone {
  MTLCompileOptions *copy = [MTLCompileOptions new];
  copy.preprocessorMacros = _preprocessorMacros;
  copy->_fastMathEnabled = _fastMathEnabled;
  copy->_mathMode = _mathMode;
  copy->_mathFloatingPointFunctions = _mathFloatingPointFunctions;
  copy->_languageVersion = _languageVersion;
  copy->_preserveInvariance = _preserveInvariance;
  copy->_optimizationLevel = _optimizationLevel;
  copy->_maxTotalThreadsPerThreadgroup = _maxTotalThreadsPerThreadgroup;
  return copy;
}
@end

@implementation MTLComputePipelineDescriptor
- (id)copyWithZone:(void *)zone {
  MTLComputePipelineDescriptor *copy = [MTLComputePipelineDescriptor new];
  copy.label = _label;
  copy.computeFunction = _computeFunction;
  copy->_threadGroupSizeIsMultipleOfThreadExecutionWidth = _threadGroupSizeIsMultipleOfThreadExecutionWidth;
  copy->_maxTotalThreadsPerThreadgroup = _maxTotalThreadsPerThreadgroup;
  copy->_supportIndirectCommandBuffers = _supportIndirectCommandBuffers;
  copy.binaryArchives = _binaryArchives;
  return copy;
}
- (void)reset {
  _label = nil;
  _computeFunction = nil;
  _threadGroupSizeIsMultipleOfThreadExecutionWidth = NO;
  _maxTotalThreadsPerThreadgroup = 0;
  _supportIndirectCommandBuffers = NO;
  _binaryArchives = nil;
}
@end

@implementation MTLBinaryArchiveDescriptor
- (id)copyWithZone:(void *)zone {
  MTLBinaryArchiveDescriptor *copy = [MTLBinaryArchiveDescriptor new];
  copy.url = _url;
  return copy;
}
@end

@implementation MTLCommandBufferDescriptor
- (instancetype)init {
  _retainedReferences = YES;
  return self;
}
- (id)copyWithZone:(void *)zone {
  MTLCommandBufferDescriptor *copy = [MTLCommandBufferDescriptor new];
  copy->_retainedReferences = _retainedReferences;
  copy->_errorOptions = _errorOptions;
  return copy;
}
@end

@implementation MTLCounterSampleBufferDescriptor
- (instancetype)init {
  _label = @"";
  return self;
}
- (id)copyWithZone:(void *)zone {
  MTLCounterSampleBufferDescriptor *copy = [MTLCounterSampleBufferDescriptor new];
  copy.counterSet = _counterSet;
  copy.label = _label;
  copy->_storageMode = _storageMode;
  copy->_sampleCount = _sampleCount;
  return copy;
}
@end

@implementation MTLComputePassSampleBufferAttachmentDescriptor
- (id)copyWithZone:(void *)zone {
  MTLComputePassSampleBufferAttachmentDescriptor *copy = [MTLComputePassSampleBufferAttachmentDescriptor new];
  copy.sampleBuffer = _sampleBuffer;
  copy->_startOfEncoderSampleIndex = _startOfEncoderSampleIndex;
  copy->_endOfEncoderSampleIndex = _endOfEncoderSampleIndex;
  return copy;
}
@end

// Metal accepts up to four sample buffers per pass.
static constexpr NSUInteger kAttachments = 4;

@implementation MTLComputePassSampleBufferAttachmentDescriptorArray {
  MTLComputePassSampleBufferAttachmentDescriptor *_attachments[kAttachments];
}
- (instancetype)init {
  for (NSUInteger i = 0; i < kAttachments; i++)
    _attachments[i] = [MTLComputePassSampleBufferAttachmentDescriptor new];
  return self;
}
- (MTLComputePassSampleBufferAttachmentDescriptor *)objectAtIndexedSubscript:(NSUInteger)attachmentIndex {
  return _attachments[attachmentIndex];
}
@end

@implementation MTLComputePassDescriptor
@synthesize sampleBufferAttachments = _sampleBufferAttachments;

+ (MTLComputePassDescriptor *)computePassDescriptor {
  return [self new];
}
- (instancetype)init {
  _sampleBufferAttachments = [MTLComputePassSampleBufferAttachmentDescriptorArray new];
  return self;
}
- (id)copyWithZone:(void *)zone {
  MTLComputePassDescriptor *copy = [MTLComputePassDescriptor new];
  copy->_dispatchType = _dispatchType;
  copy->_sampleBufferAttachments = _sampleBufferAttachments;
  return copy;
}
@end

@implementation MTLIndirectCommandBufferDescriptor
- (instancetype)init {
  _inheritPipelineState = YES;
  _inheritBuffers = YES;
  return self;
}
- (id)copyWithZone:(void *)zone {
  MTLIndirectCommandBufferDescriptor *copy = [MTLIndirectCommandBufferDescriptor new];
  copy->_commandTypes = _commandTypes;
  copy->_inheritPipelineState = _inheritPipelineState;
  copy->_inheritBuffers = _inheritBuffers;
  copy->_maxKernelBufferBindCount = _maxKernelBufferBindCount;
  copy->_maxKernelThreadgroupMemoryBindCount = _maxKernelThreadgroupMemoryBindCount;
  return copy;
}
@end

@implementation MTLResidencySetDescriptor
- (id)copyWithZone:(void *)zone {
  MTLResidencySetDescriptor *copy = [MTLResidencySetDescriptor new];
  copy.label = _label;
  copy->_initialCapacity = _initialCapacity;
  return copy;
}
@end
