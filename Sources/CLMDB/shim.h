#pragma once
#include <lmdb.h>
#include <sys/types.h>

#ifdef __linux__
// Glibc declares fallocate for _GNU_SOURCE alone, and Swift's module of it is built without.
extern int fallocate(int file, int mode, off_t offset, off_t length);

/// Allocates the blocks of the first `length` bytes without changing the file's size
/// (FALLOC_FL_KEEP_SIZE). 0, or -1 with errno.
static inline int clmdb_reserve_blocks(int file, off_t length) {
  return fallocate(file, 0x01, 0, length);
}
#endif
