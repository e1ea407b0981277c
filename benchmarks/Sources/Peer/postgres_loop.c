#include "peer.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// What of libpq-fe.h is used here.
typedef struct pg_conn PGconn;
typedef struct pg_result PGresult;
enum { CONNECTION_OK = 0, COMMAND_OK = 1, TUPLES_OK = 2, COPY_IN = 4, BINARY = 1, BYTEA = 17 };

static struct {
  PGconn *(*connectdb)(const char *);
  int (*status)(const PGconn *);
  char *(*errorMessage)(const PGconn *);
  PGresult *(*exec)(PGconn *, const char *);
  PGresult *(*prepare)(PGconn *, const char *, const char *, int, const unsigned *);
  PGresult *(*execPrepared)(
      PGconn *, const char *, int, const char *const *, const int *, const int *, int);
  int (*resultStatus)(const PGresult *);
  int (*ntuples)(const PGresult *);
  char *(*getvalue)(const PGresult *, int, int);
  void (*clear)(PGresult *);
  int (*putCopyData)(PGconn *, const char *, int);
  int (*putCopyEnd)(PGconn *, const char *);
  PGresult *(*getResult)(PGconn *);
  void (*finish)(PGconn *);
} api;

struct peer_postgres {
  PGconn *connection;
  int row_count;
  const char **values;
  int *lengths, *formats;
  uint8_t *copy;
  size_t copy_capacity;
  char field[256];
};

const char *peer_postgres_absence(void) {
  static const char *why = "not looked for";
  static int looked;
  if (looked) return why;
  looked = 1;
  void *library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
  if (!library) return why = "libpq.so.5 cannot be loaded (Debian: libpq5)";
  const struct {
    const char *name;
    void **place;
  } wanted[] = {
      {"PQconnectdb", (void **)&api.connectdb},
      {"PQstatus", (void **)&api.status},
      {"PQerrorMessage", (void **)&api.errorMessage},
      {"PQexec", (void **)&api.exec},
      {"PQprepare", (void **)&api.prepare},
      {"PQexecPrepared", (void **)&api.execPrepared},
      {"PQresultStatus", (void **)&api.resultStatus},
      {"PQntuples", (void **)&api.ntuples},
      {"PQgetvalue", (void **)&api.getvalue},
      {"PQclear", (void **)&api.clear},
      {"PQputCopyData", (void **)&api.putCopyData},
      {"PQputCopyEnd", (void **)&api.putCopyEnd},
      {"PQgetResult", (void **)&api.getResult},
      {"PQfinish", (void **)&api.finish},
  };
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
    *wanted[i].place = dlsym(library, wanted[i].name);
    if (!*wanted[i].place) return why = "libpq.so.5 lacks a function that every release has";
  }
  return why = NULL;
}

int peer_postgres_connect(const char *settings, peer_postgres **opened) {
  peer_postgres *peer = calloc(1, sizeof *peer);
  *opened = peer;
  peer->connection = api.connectdb(settings);
  return api.status(peer->connection) == CONNECTION_OK ? 0 : -1;
}

/// Takes an answer: 0 when it is one of success.
static int taken(peer_postgres *peer, PGresult *answer) {
  int status = api.resultStatus(answer);
  peer->field[0] = 0;
  if (status == TUPLES_OK && api.ntuples(answer) > 0) {
    snprintf(peer->field, sizeof peer->field, "%s", api.getvalue(answer, 0, 0));
  }
  api.clear(answer);
  return status == COMMAND_OK || status == TUPLES_OK ? 0 : -1;
}

int peer_postgres_do(peer_postgres *peer, const char *statements) {
  return taken(peer, api.exec(peer->connection, statements));
}

const char *peer_postgres_field(peer_postgres *peer) { return peer->field; }

int peer_postgres_prepare(peer_postgres *peer, int row_count) {
  size_t capacity = 64 + (size_t)row_count * 16;
  char *statement = malloc(capacity);
  unsigned *types = malloc((size_t)row_count * sizeof *types);
  int length = snprintf(statement, capacity, "INSERT INTO report (bytes) VALUES ");
  for (int i = 0; i < row_count; i++) {
    length += snprintf(statement + length, capacity - (size_t)length, "%s($%d)", i ? "," : "", i + 1);
    types[i] = BYTEA;
  }
  int rc = taken(peer, api.prepare(peer->connection, "put", statement, row_count, types));
  free(statement);
  free(types);
  peer->row_count = row_count;
  peer->values = realloc(peer->values, (size_t)row_count * sizeof *peer->values);
  peer->lengths = realloc(peer->lengths, (size_t)row_count * sizeof *peer->lengths);
  peer->formats = realloc(peer->formats, (size_t)row_count * sizeof *peer->formats);
  return rc;
}

int peer_postgres_insert(peer_postgres *peer, const uint8_t *bytes, const uint32_t *offsets) {
  for (int i = 0; i < peer->row_count; i++) {
    peer->values[i] = (const char *)bytes + offsets[i];
    peer->lengths[i] = (int)(offsets[i + 1] - offsets[i]);
    peer->formats[i] = BINARY;
  }
  return taken(
      peer, api.execPrepared(
                peer->connection, "put", peer->row_count, peer->values, peer->lengths, peer->formats, BINARY));
}

// COPY in binary: a head, rows of fields with their lengths, and -1 at the end; all big-endian.

static uint8_t *put(uint8_t *at, const void *bytes, size_t count) {
  memcpy(at, bytes, count);
  return at + count;
}

static uint8_t *put32(uint8_t *at, uint32_t number) {
  number = __builtin_bswap32(number);
  return put(at, &number, sizeof number);
}

static uint8_t *put_integer(uint8_t *at, int64_t number) {
  uint64_t swapped = __builtin_bswap64((uint64_t)number);
  return put(put32(at, sizeof swapped), &swapped, sizeof swapped);
}

int peer_postgres_copy_rows(peer_postgres *peer, const uint8_t *bytes, const peer_row *rows, size_t count) {
  size_t needed = 64;
  for (size_t i = 0; i < count; i++) needed += 128 + rows[i].byte_count;
  if (needed > peer->copy_capacity) {
    peer->copy = realloc(peer->copy, needed);
    peer->copy_capacity = needed;
  }
  uint8_t *at = put(peer->copy, "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
  for (size_t i = 0; i < count; i++) {
    const peer_row *row = rows + i;
    at = put(at, "\0\7", 2);
    at = put_integer(at, row->sequence);
    at = put_integer(at, row->case_number);
    at = put32(put32(at, 4), (uint32_t)row->agency);
    at = put_integer(at, row->due);
    at = put(put32(at, sizeof row->key), row->key, sizeof row->key);
    at = put_integer(at, row->cell);
    at = put(put32(at, row->byte_count), bytes + row->offset, row->byte_count);
  }
  at = put(at, "\377\377", 2);
  PGresult *answer = api.exec(peer->connection, "COPY report FROM STDIN (FORMAT binary)");
  int status = api.resultStatus(answer);
  api.clear(answer);
  if (status != COPY_IN) return -1;
  if (api.putCopyData(peer->connection, (const char *)peer->copy, (int)(at - peer->copy)) != 1) return -1;
  if (api.putCopyEnd(peer->connection, NULL) != 1) return -1;
  int rc = 0;
  while ((answer = api.getResult(peer->connection)) != NULL) rc |= taken(peer, answer);
  return rc;
}

const char *peer_postgres_message(peer_postgres *peer) { return api.errorMessage(peer->connection); }

void peer_postgres_close(peer_postgres *peer) {
  if (peer->connection) api.finish(peer->connection);
  free(peer->values);
  free(peer->lengths);
  free(peer->formats);
  free(peer->copy);
  free(peer);
}
