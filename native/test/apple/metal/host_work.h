// How the double's MPS and MPSGraph get their work into a command buffer.
#pragma once
#import <Metal/Metal.h>

#include <functional>

// Appends `work`, which runs on the queue's thread when the command buffer is
// executed, after everything that was encoded before it. What the closure
// holds lives until then. A command buffer that was committed, or has an open
// encoder, refuses it and ends the process, as Metal's validation does.
void EnqueueHostWork(id<MTLCommandBuffer> commands, std::function<void()> work);

// The memory of a buffer, of a private one too, for work that runs in the
// place of the GPU.
void *HostMemory(id<MTLBuffer> buffer);
