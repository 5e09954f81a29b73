// The names of vectors and matrices that Metal shares with the host.
using namespace simd_names;
