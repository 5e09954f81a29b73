#pragma once
#include <CoreFoundation/CoreFoundation.h>

typedef int kern_return_t;
typedef unsigned int mach_port_t;
typedef mach_port_t io_object_t;
typedef io_object_t io_iterator_t;
typedef io_object_t io_registry_entry_t;
typedef io_object_t io_service_t;
typedef uint32_t IOOptionBits;
typedef char io_name_t[128];

#define KERN_SUCCESS 0
#define KERN_INVALID_ARGUMENT 4
#define MACH_PORT_NULL 0
#define IO_OBJECT_NULL ((io_object_t)0)
#define kIOServicePlane "IOService"
#define kIORegistryIterateRecursively 0x00000001
#define kIORegistryIterateParents 0x00000002
#define kIOReturnSuccess KERN_SUCCESS

extern "C" {
extern const mach_port_t kIOMainPortDefault API_AVAILABLE(macos(12.0));
CFMutableDictionaryRef _Nullable IOServiceMatching(const char *_Nonnull name) CF_RETURNS_RETAINED;
CFMutableDictionaryRef _Nullable IORegistryEntryIDMatching(uint64_t entryID) CF_RETURNS_RETAINED;
// Consumes one reference to the dictionary.
io_service_t IOServiceGetMatchingService(mach_port_t mainPort,
                                         CFDictionaryRef _Nullable __attribute__((cf_consumed)) matching);
kern_return_t IOServiceGetMatchingServices(mach_port_t mainPort,
                                           CFDictionaryRef _Nullable __attribute__((cf_consumed)) matching,
                                           io_iterator_t *_Nonnull existing);
io_object_t IOIteratorNext(io_iterator_t iterator);
kern_return_t IOObjectRelease(io_object_t object);
kern_return_t IORegistryEntryGetRegistryEntryID(io_registry_entry_t entry, uint64_t *_Nonnull entryID);
CFTypeRef _Nullable IORegistryEntryCreateCFProperty(io_registry_entry_t entry, CFStringRef _Nonnull key,
                                                    CFAllocatorRef _Nullable allocator,
                                                    IOOptionBits options) CF_RETURNS_RETAINED;
CFTypeRef _Nullable IORegistryEntrySearchCFProperty(io_registry_entry_t entry, const char *_Nonnull plane,
                                                    CFStringRef _Nonnull key,
                                                    CFAllocatorRef _Nullable allocator,
                                                    IOOptionBits options) CF_RETURNS_RETAINED;
}
