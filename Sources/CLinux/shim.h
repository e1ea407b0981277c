#pragma once
#include <sched.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

// Flushes one file system; the header shows it only to programs that ask for GNU extensions.
int syncfs(int descriptor);

// Asks the processor to bring the line of an address near, without waiting for it; Swift has no word for it.
static inline void motcham_fetch_ahead(const void *address) { __builtin_prefetch(address); }

// As the kernel has it (`struct sched_attr`, its first version); its own header does not go with the C library's.
typedef struct {
  uint32_t size, policy;
  uint64_t flags;
  int32_t nice;
  uint32_t priority;
  uint64_t runtime, deadline, period;
} motcham_scheduling;

// Asks for turns of so many nanoseconds, from 100,000 on, for the calling thread, at the niceness that it has. The C
// library has no function for it; a kernel before 6.12 takes no notice.
static inline void motcham_ask_for_turns_of(unsigned long long nanoseconds) {
  if (sched_getscheduler(0) != SCHED_OTHER) return;
  motcham_scheduling wish = {.size = sizeof wish, .policy = SCHED_OTHER, .runtime = nanoseconds};
  wish.nice = getpriority(PRIO_PROCESS, 0);
  // Refused, nothing is lost but speed.
  (void)syscall(SYS_sched_setattr, 0, &wish, 0);
}
