#pragma once
// What the kernel offers and the Glibc module does not show.
#include <stdint.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

/// Asks that the calling thread run in slices of so many nanoseconds, so that it is let onto a core soon after it wakes;
/// 0 when granted. Kernels before 6.12 take the call and do nothing.
static inline long motcham_set_slice(uint64_t nanoseconds) {
  struct {
    uint32_t size, policy;
    uint64_t flags;
    int32_t niceness;
    uint32_t priority;
    uint64_t runtime, deadline, period;
  } attributes = {sizeof attributes, 0, 0, 0, 0, nanoseconds, 0, 0};
  return syscall(SYS_sched_setattr, 0, &attributes, 0);
}
