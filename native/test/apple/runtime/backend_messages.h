// Included before each source of the backend: sends its messages, unlike the double's own, through stubs that
// can be asked for an exception.
asm(".set objc_msgSend, objc_msgSend_of_backend");
#if defined(__x86_64__)
asm(".set objc_msgSend_stret, objc_msgSend_stret_of_backend");
#endif
