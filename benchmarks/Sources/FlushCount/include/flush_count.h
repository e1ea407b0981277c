#pragma once
#include <stddef.h>
#include <stdint.h>

/// What a process has asked the disk for, LMDB's calls included: this library stands before libc's own fdatasync,
/// fsync, msync and pwrite, and counts.
typedef struct {
  /// fdatasync, fsync and msync(MS_SYNC).
  uint64_t flushes;
  uint64_t flush_nanoseconds;
  /// pwrite to a descriptor opened with O_DSYNC: LMDB writes its meta page so, and it waits for the disk too.
  uint64_t synced_writes;
  uint64_t synced_write_nanoseconds;
} peer_flushes;

/// Of this process.
peer_flushes peer_flush_count(void);

/// The file that MOTCHAM_FLUSH_COUNT names in a server's environment, which loads this library before libc: its
/// processes count there together.
typedef struct {
  peer_flushes counts;
  /// 1 when the server counts.
  uint64_t is_counting;
} peer_flush_file;

/// Nanoseconds of one write of `bytes` at the end of an open file and its fdatasync, not counted; below zero on an
/// error.
int64_t peer_write_and_flush(int file, const void *bytes, size_t count);
