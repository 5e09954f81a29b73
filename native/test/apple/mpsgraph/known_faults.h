#pragma once
#include "host_tensor.h"

// Where MPSGraph has been seen to return wrong results, and where an M2 with the emulated macOS does. See
// kernels/library-faults.ts for the reports.

// Adds what MPSGraph adds to a product of two matrices [m,k] and [k,n] whose sums are too long for it, and
// leaves out the rows that it leaves out if the rows of A have no stride.
void SpoilProduct(const HostTensor &a, const HostTensor &b, HostTensor &product);

// Moves members of a batch that is too large for a product with an addition.
void SpoilAddition(HostTensor &sum);

// How many images of a batch count in the gradient of the weights, of images with so many dimensions.
size_t CountedImages(size_t images, size_t dimensions);

// Moves the channels of a convolution that are too many, and loses images under a window that is too large.
void SpoilConvolution(size_t longest_window, size_t channel_dimension, bool single_precision,
                      HostTensor &result);
