#pragma once
#import <Foundation/NSObject.h>

// Grand Central Dispatch: semaphores, and queues that run blocks.
#define DISPATCH_TIME_NOW (0ull)
#define DISPATCH_TIME_FOREVER (~0ull)
#define NSEC_PER_SEC 1000000000ull
#define NSEC_PER_MSEC 1000000ull
#define NSEC_PER_USEC 1000ull

typedef uint64_t dispatch_time_t;
typedef void (^dispatch_block_t)(void);

@protocol OS_dispatch_semaphore <NSObject>
@end
@protocol OS_dispatch_queue <NSObject>
@end
@protocol OS_dispatch_queue_attr <NSObject>
@end
@protocol OS_dispatch_group <NSObject>
@end
typedef NSObject<OS_dispatch_semaphore> *dispatch_semaphore_t;
typedef NSObject<OS_dispatch_queue> *dispatch_queue_t;
typedef NSObject<OS_dispatch_queue_attr> *dispatch_queue_attr_t;
typedef NSObject<OS_dispatch_group> *dispatch_group_t;

#define DISPATCH_QUEUE_SERIAL NULL
// Quality of service.
#define DISPATCH_QUEUE_PRIORITY_DEFAULT 0

extern "C" {
dispatch_time_t dispatch_time(dispatch_time_t when, int64_t delta);
dispatch_semaphore_t _Nonnull dispatch_semaphore_create(intptr_t value) NS_RETURNS_RETAINED;
intptr_t dispatch_semaphore_signal(dispatch_semaphore_t _Nonnull semaphore);
// 0, or nonzero on timeout.
intptr_t dispatch_semaphore_wait(dispatch_semaphore_t _Nonnull semaphore, dispatch_time_t timeout);
dispatch_queue_t _Nonnull dispatch_queue_create(const char *_Nullable label,
                                                dispatch_queue_attr_t _Nullable attr) NS_RETURNS_RETAINED;
dispatch_queue_t _Nonnull dispatch_get_global_queue(intptr_t identifier, uintptr_t flags);
void dispatch_async(dispatch_queue_t _Nonnull queue, dispatch_block_t _Nonnull block);
void dispatch_sync(dispatch_queue_t _Nonnull queue, dispatch_block_t _Nonnull block);
dispatch_group_t _Nonnull dispatch_group_create(void) NS_RETURNS_RETAINED;
void dispatch_group_enter(dispatch_group_t _Nonnull group);
void dispatch_group_leave(dispatch_group_t _Nonnull group);
intptr_t dispatch_group_wait(dispatch_group_t _Nonnull group, dispatch_time_t timeout);
}
