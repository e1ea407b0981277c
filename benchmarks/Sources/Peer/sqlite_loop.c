#include "peer.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

// What of sqlite3.h is used here; its interface has not changed since 2004.
typedef struct sqlite3 sqlite3;
typedef struct sqlite3_stmt sqlite3_stmt;
enum { OK = 0, ROW = 100, DONE = 101, OPEN_READWRITE = 2, OPEN_CREATE = 4, OPEN_NOMUTEX = 0x8000 };

static struct {
  int (*open_v2)(const char *, sqlite3 **, int, const char *);
  int (*close)(sqlite3 *);
  int (*exec)(sqlite3 *, const char *, int (*)(void *, int, char **, char **), void *, char **);
  int (*prepare_v2)(sqlite3 *, const char *, int, sqlite3_stmt **, const char **);
  int (*step)(sqlite3_stmt *);
  int (*reset)(sqlite3_stmt *);
  int (*finalize)(sqlite3_stmt *);
  int (*bind_int64)(sqlite3_stmt *, int, int64_t);
  int (*bind_blob)(sqlite3_stmt *, int, const void *, int, void (*)(void *));
  int64_t (*column_int64)(sqlite3_stmt *, int);
  const char *(*errmsg)(sqlite3 *);
  const char *(*libversion)(void);
} api;

struct peer_sqlite {
  sqlite3 *base;
  sqlite3_stmt *begin, *insert, *commit, *count;
};

const char *peer_sqlite_absence(void) {
  static const char *why = "not looked for";
  static int looked;
  if (looked) return why;
  looked = 1;
  void *library = dlopen("libsqlite3.so.0", RTLD_NOW | RTLD_LOCAL);
  if (!library) return why = "libsqlite3.so.0 cannot be loaded (Debian: libsqlite3-0)";
  const struct {
    const char *name;
    void **place;
  } wanted[] = {
      {"sqlite3_open_v2", (void **)&api.open_v2},       {"sqlite3_close", (void **)&api.close},
      {"sqlite3_exec", (void **)&api.exec},             {"sqlite3_prepare_v2", (void **)&api.prepare_v2},
      {"sqlite3_step", (void **)&api.step},             {"sqlite3_reset", (void **)&api.reset},
      {"sqlite3_finalize", (void **)&api.finalize},     {"sqlite3_bind_int64", (void **)&api.bind_int64},
      {"sqlite3_bind_blob", (void **)&api.bind_blob},   {"sqlite3_column_int64", (void **)&api.column_int64},
      {"sqlite3_errmsg", (void **)&api.errmsg},         {"sqlite3_libversion", (void **)&api.libversion},
  };
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
    *wanted[i].place = dlsym(library, wanted[i].name);
    if (!*wanted[i].place) return why = "libsqlite3.so.0 lacks a function that every release has";
  }
  return why = NULL;
}

const char *peer_sqlite_version(void) { return api.libversion(); }

static int run(peer_sqlite *peer, const char *statements) {
  return api.exec(peer->base, statements, NULL, NULL, NULL);
}

static int prepare(peer_sqlite *peer, const char *statement, sqlite3_stmt **prepared) {
  return api.prepare_v2(peer->base, statement, -1, prepared, NULL);
}

int peer_sqlite_open(const char *path, int has_indexes, peer_sqlite **opened) {
  peer_sqlite *peer = calloc(1, sizeof *peer);
  *opened = peer;
  int rc = api.open_v2(path, &peer->base, OPEN_READWRITE | OPEN_CREATE | OPEN_NOMUTEX, NULL);
  if (rc == OK) rc = run(peer, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL");
  if (rc == OK && has_indexes) {
    rc = run(peer, "PRAGMA cache_size=-262144; PRAGMA wal_autocheckpoint=10000;"
                   "CREATE TABLE report (sequence INTEGER PRIMARY KEY, case_number INTEGER NOT NULL,"
                   " agency INTEGER NOT NULL, due INTEGER NOT NULL, key BLOB NOT NULL, cell INTEGER NOT NULL,"
                   " bytes BLOB NOT NULL);"
                   "CREATE INDEX report_case ON report (case_number);"
                   "CREATE INDEX report_queue ON report (agency, due);"
                   "CREATE UNIQUE INDEX report_key ON report (key);"
                   "CREATE INDEX report_place ON report (cell);"
                   "CREATE INDEX report_due ON report (due);");
    if (rc == OK) rc = prepare(peer, "INSERT INTO report VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", &peer->insert);
  } else if (rc == OK) {
    rc = run(peer, "CREATE TABLE report (sequence INTEGER PRIMARY KEY, bytes BLOB NOT NULL)");
    if (rc == OK) rc = prepare(peer, "INSERT INTO report VALUES (?1, ?2)", &peer->insert);
  }
  if (rc == OK) rc = prepare(peer, "BEGIN IMMEDIATE", &peer->begin);
  if (rc == OK) rc = prepare(peer, "COMMIT", &peer->commit);
  if (rc == OK) rc = prepare(peer, "SELECT count(*), sum(length(bytes)) FROM report", &peer->count);
  return rc;
}

/// Runs a statement that gives no row, to its end.
static int finish(sqlite3_stmt *statement) {
  int rc = api.step(statement);
  int reset = api.reset(statement);
  return rc == DONE ? reset : rc;
}

int peer_sqlite_append(
    peer_sqlite *peer, const uint8_t *bytes, const uint32_t *offsets, size_t count, uint64_t first_key) {
  int rc = finish(peer->begin);
  for (size_t i = 0; rc == OK && i < count; i++) {
    api.bind_int64(peer->insert, 1, (int64_t)(first_key + i));
    // No destructor, which is SQLITE_STATIC: the bytes stay where they are.
    api.bind_blob(peer->insert, 2, bytes + offsets[i], (int)(offsets[i + 1] - offsets[i]), NULL);
    rc = finish(peer->insert);
  }
  return rc == OK ? finish(peer->commit) : rc;
}

int peer_sqlite_append_rows(peer_sqlite *peer, const uint8_t *bytes, const peer_row *rows, size_t count) {
  int rc = finish(peer->begin);
  for (size_t i = 0; rc == OK && i < count; i++) {
    const peer_row *row = rows + i;
    api.bind_int64(peer->insert, 1, row->sequence);
    api.bind_int64(peer->insert, 2, row->case_number);
    api.bind_int64(peer->insert, 3, row->agency);
    api.bind_int64(peer->insert, 4, row->due);
    api.bind_blob(peer->insert, 5, row->key, sizeof row->key, NULL);
    api.bind_int64(peer->insert, 6, row->cell);
    api.bind_blob(peer->insert, 7, bytes + row->offset, (int)row->byte_count, NULL);
    rc = finish(peer->insert);
  }
  return rc == OK ? finish(peer->commit) : rc;
}

int peer_sqlite_count(peer_sqlite *peer, uint64_t *rows, uint64_t *bytes) {
  int rc = api.step(peer->count);
  if (rc == ROW) {
    *rows = (uint64_t)api.column_int64(peer->count, 0);
    *bytes = (uint64_t)api.column_int64(peer->count, 1);
  }
  int reset = api.reset(peer->count);
  return rc == ROW ? reset : rc;
}

const char *peer_sqlite_message(peer_sqlite *peer) { return api.errmsg(peer->base); }

void peer_sqlite_close(peer_sqlite *peer) {
  if (peer->begin) api.finalize(peer->begin);
  if (peer->insert) api.finalize(peer->insert);
  if (peer->commit) api.finalize(peer->commit);
  if (peer->count) api.finalize(peer->count);
  if (peer->base) api.close(peer->base);
  free(peer);
}
