// How the double's MPS and MPSGraph add their work to a command buffer.
#pragma once
#import <Metal/Metal.h>

#include <functional>

// Appends `work`, which runs on the queue's thread when the command buffer is executed, after everything
// encoded before it. The closure is kept until then. If the command buffer has been committed or has an open
// encoder, this ends the process, as Metal's validation does.
void EnqueueHostWork(id<MTLCommandBuffer> commands, std::function<void()> work);

// The memory of a buffer, even a private one, for work that runs in place of the GPU.
void *HostMemory(id<MTLBuffer> buffer);
