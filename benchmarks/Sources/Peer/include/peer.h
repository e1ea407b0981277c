#pragma once
#include <stddef.h>
#include <stdint.h>

// LMDB as one writes it in C: one record per event under its big-endian number, appended, default sync.
typedef struct peer_lmdb peer_lmdb;

/// 0, or LMDB's code. The directory must be there.
int peer_lmdb_open(const char *directory, size_t map_bytes, peer_lmdb **opened);

/// Appends `count` events in one transaction and returns after its flush: event i lies at `offsets[i]` and ends
/// at `offsets[i + 1]`; its key is `first_key + i`.
int peer_lmdb_append(
    peer_lmdb *peer, const uint8_t *bytes, const uint32_t *offsets, size_t count, uint64_t first_key);

void peer_lmdb_close(peer_lmdb *peer);
const char *peer_lmdb_version(void);

/// What this process has asked the disk for, LMDB's calls included: this library stands before libc's own
/// fdatasync, fsync, msync and pwrite, and counts.
typedef struct {
  /// fdatasync, fsync and msync(MS_SYNC).
  uint64_t flushes;
  uint64_t flush_nanoseconds;
  /// pwrite to a descriptor opened with O_DSYNC: LMDB writes its meta page so, and it waits for the disk too.
  uint64_t synced_writes;
  uint64_t synced_write_nanoseconds;
} peer_flushes;

peer_flushes peer_flush_count(void);

/// Nanoseconds of one write of `bytes` at the end of an open file and its fdatasync; below zero on an error.
int64_t peer_write_and_flush(int file, const void *bytes, size_t count);
