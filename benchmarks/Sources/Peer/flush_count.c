#define _GNU_SOURCE
#include "peer.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static _Atomic uint64_t flushes, flush_nanoseconds, synced_writes, synced_write_nanoseconds;

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void counted(_Atomic uint64_t *count, _Atomic uint64_t *nanoseconds, uint64_t since) {
  atomic_fetch_add_explicit(count, 1, memory_order_relaxed);
  atomic_fetch_add_explicit(nanoseconds, now() - since, memory_order_relaxed);
}

// The dynamic linker looks for these in the program before libc, so LMDB's calls come here.

int fdatasync(int file) {
  uint64_t since = now();
  int rc = (int)syscall(SYS_fdatasync, file);
  counted(&flushes, &flush_nanoseconds, since);
  return rc;
}

int fsync(int file) {
  uint64_t since = now();
  int rc = (int)syscall(SYS_fsync, file);
  counted(&flushes, &flush_nanoseconds, since);
  return rc;
}

int msync(void *start, size_t count, int flags) {
  uint64_t since = now();
  int rc = (int)syscall(SYS_msync, start, count, flags);
  if (flags & MS_SYNC) counted(&flushes, &flush_nanoseconds, since);
  return rc;
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
  // LMDB's meta page is far smaller than a page; larger writes are data, flushed apart.
  int synced = count <= 4096 && (fcntl(file, F_GETFL) & O_DSYNC) != 0;
  uint64_t since = synced ? now() : 0;
  ssize_t rc = syscall(SYS_pwrite64, file, bytes, count, offset);
  if (synced) counted(&synced_writes, &synced_write_nanoseconds, since);
  return rc;
}

peer_flushes peer_flush_count(void) {
  return (peer_flushes){flushes, flush_nanoseconds, synced_writes, synced_write_nanoseconds};
}

int64_t peer_write_and_flush(int file, const void *bytes, size_t count) {
  uint64_t since = now();
  if (write(file, bytes, count) != (ssize_t)count || syscall(SYS_fdatasync, file) != 0) return -1;
  return (int64_t)(now() - since);
}
