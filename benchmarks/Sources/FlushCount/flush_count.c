#define _GNU_SOURCE
#include "flush_count.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static peer_flushes own;
static peer_flushes *counts = &own;

__attribute__((constructor)) static void count_together(void) {
  const char *path = getenv("MOTCHAM_FLUSH_COUNT");
  int file = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC);
  if (file < 0) return;
  peer_flush_file *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (shared == MAP_FAILED) return;
  counts = &shared->counts;
  shared->is_counting = 1;
}

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void counted(uint64_t *count, uint64_t *nanoseconds, uint64_t since) {
  __atomic_fetch_add(count, 1, __ATOMIC_RELAXED);
  __atomic_fetch_add(nanoseconds, now() - since, __ATOMIC_RELAXED);
}

// The dynamic linker looks for these in the program before libc, so LMDB's calls come here.

int fdatasync(int file) {
  uint64_t since = now();
  int rc = (int)syscall(SYS_fdatasync, file);
  counted(&counts->flushes, &counts->flush_nanoseconds, since);
  return rc;
}

int fsync(int file) {
  uint64_t since = now();
  int rc = (int)syscall(SYS_fsync, file);
  counted(&counts->flushes, &counts->flush_nanoseconds, since);
  return rc;
}

int msync(void *start, size_t count, int flags) {
  uint64_t since = now();
  int rc = (int)syscall(SYS_msync, start, count, flags);
  if (flags & MS_SYNC) counted(&counts->flushes, &counts->flush_nanoseconds, since);
  return rc;
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
  // LMDB's meta page is far smaller than a page; larger writes are data, flushed apart.
  int synced = count <= 4096 && (fcntl(file, F_GETFL) & O_DSYNC) != 0;
  uint64_t since = synced ? now() : 0;
  ssize_t rc = syscall(SYS_pwrite64, file, bytes, count, offset);
  if (synced) counted(&counts->synced_writes, &counts->synced_write_nanoseconds, since);
  return rc;
}

peer_flushes peer_flush_count(void) {
  return (peer_flushes){
      __atomic_load_n(&counts->flushes, __ATOMIC_RELAXED), __atomic_load_n(&counts->flush_nanoseconds, __ATOMIC_RELAXED),
      __atomic_load_n(&counts->synced_writes, __ATOMIC_RELAXED),
      __atomic_load_n(&counts->synced_write_nanoseconds, __ATOMIC_RELAXED)};
}

int64_t peer_write_and_flush(int file, const void *bytes, size_t count) {
  uint64_t since = now();
  if (write(file, bytes, count) != (ssize_t)count || syscall(SYS_fdatasync, file) != 0) return -1;
  return (int64_t)(now() - since);
}
