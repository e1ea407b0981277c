#pragma once
// The kernel's randomness, of which the Glibc module shows only `getentropy` with its 256 bytes a call.
#include <sys/random.h>

// Flushes one file system; the header shows it only to programs that ask for GNU extensions.
int syncfs(int descriptor);

// Asks the processor to bring the line of an address near, without waiting for it; Swift has no word for it.
static inline void motcham_fetch_ahead(const void *address) { __builtin_prefetch(address); }
