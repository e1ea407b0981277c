#pragma once
#include <stddef.h>
#include <stdint.h>

#include "flush_count.h"

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

/// What LMDB holds now, in records; below zero is its code.
int64_t peer_lmdb_count(peer_lmdb *peer);

/// Gives the system back what malloc keeps of memory that was freed, so that the next run begins without it.
void peer_return_memory(void);

// Two peers come as shared libraries. They are looked for when a measurement begins and not when this is linked, so
// that the harness builds without them and can say which one is absent.

/// A report as a table with secondary indexes keeps it.
typedef struct {
  int64_t sequence;
  int64_t case_number;
  int64_t due;
  int64_t cell;
  int32_t agency;
  /// Where its bytes begin in those of the load, and how many there are.
  uint32_t offset;
  uint32_t byte_count;
  uint8_t key[16];
} peer_row;

// SQLite: WAL, synchronous=FULL, one prepared statement, one transaction a batch.
typedef struct peer_sqlite peer_sqlite;

/// Why SQLite cannot be used; NULL when it can.
const char *peer_sqlite_absence(void);
const char *peer_sqlite_version(void);

/// 0, or SQLite's code. `has_indexes` makes the table of `peer_row` with its five indexes and gives it a cache of 256
/// MiB and a longer WAL; else a table of numbered bytes with SQLite's own settings.
int peer_sqlite_open(const char *path, int has_indexes, peer_sqlite **opened);
int peer_sqlite_append(
    peer_sqlite *peer, const uint8_t *bytes, const uint32_t *offsets, size_t count, uint64_t first_key);
int peer_sqlite_append_rows(peer_sqlite *peer, const uint8_t *bytes, const peer_row *rows, size_t count);
/// Rows in the table and the bytes in them.
int peer_sqlite_count(peer_sqlite *peer, uint64_t *rows, uint64_t *bytes);
/// SQLite's words for its last code.
const char *peer_sqlite_message(peer_sqlite *peer);
void peer_sqlite_close(peer_sqlite *peer);

// PostgreSQL through libpq: one connection.
typedef struct peer_postgres peer_postgres;

/// Why libpq cannot be used; NULL when it can.
const char *peer_postgres_absence(void);
/// 0 when connected; else the message tells, and the connection is to be closed too.
int peer_postgres_connect(const char *settings, peer_postgres **opened);
/// Runs statements that give no rows, or whose first field is then `peer_postgres_field`.
int peer_postgres_do(peer_postgres *peer, const char *statements);
/// The first field of the last answer.
const char *peer_postgres_field(peer_postgres *peer);
/// Prepares the insert of so many rows of bytes in one statement.
int peer_postgres_prepare(peer_postgres *peer, int row_count);
/// One statement, one commit: event i lies at `offsets[i]` and ends at `offsets[i + 1]`.
int peer_postgres_insert(peer_postgres *peer, const uint8_t *bytes, const uint32_t *offsets);
/// One COPY in binary, the quickest way in that PostgreSQL has, and one commit.
int peer_postgres_copy_rows(peer_postgres *peer, const uint8_t *bytes, const peer_row *rows, size_t count);
const char *peer_postgres_message(peer_postgres *peer);
void peer_postgres_close(peer_postgres *peer);

// Redis Streams over its own protocol: one thread, many connections, as its own benchmark does it.
typedef struct {
  uint64_t acknowledged;
  uint64_t nanoseconds;
  /// Why it ended early; NULL when it did not.
  const char *failure;
} peer_redis_outcome;

/// Sends XADD of the load's events, `pipeline` at a time on each connection, and the next ones after their answers;
/// begins nothing new after `nanoseconds`.
peer_redis_outcome peer_redis_append(
    const char *socket_path, int connections, int pipeline, const uint8_t *bytes, const uint32_t *offsets,
    size_t count, uint64_t nanoseconds);
/// Asks one command of words and gives the number in its answer; below zero on an error.
int64_t peer_redis_number(const char *socket_path, const char *command);
