// Tensors and the operations on them; the content comes precompiled (../../tensor/all.h) from version 4.0 on.
#if __METAL_VERSION__ >= 400
#pragma msl tensors
#endif
