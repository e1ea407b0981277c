#include "peer.h"

#include <lmdb.h>
#include <stdlib.h>

struct peer_lmdb {
  MDB_env *env;
  MDB_dbi dbi;
};

int peer_lmdb_open(const char *directory, size_t map_bytes, peer_lmdb **opened) {
  peer_lmdb *peer = calloc(1, sizeof *peer);
  MDB_txn *txn = NULL;
  int rc = mdb_env_create(&peer->env);
  if (rc == 0) rc = mdb_env_set_mapsize(peer->env, map_bytes);
  if (rc == 0) rc = mdb_env_open(peer->env, directory, 0, 0600);
  if (rc == 0) rc = mdb_txn_begin(peer->env, NULL, 0, &txn);
  if (rc == 0) rc = mdb_dbi_open(txn, NULL, 0, &peer->dbi);
  if (rc == 0) rc = mdb_txn_commit(txn);
  if (rc != 0) {
    peer_lmdb_close(peer);
    return rc;
  }
  *opened = peer;
  return 0;
}

int peer_lmdb_append(
    peer_lmdb *peer, const uint8_t *bytes, const uint32_t *offsets, size_t count, uint64_t first_key) {
  MDB_txn *txn;
  int rc = mdb_txn_begin(peer->env, NULL, 0, &txn);
  if (rc != 0) return rc;
  for (size_t i = 0; i < count; i++) {
    uint64_t number = __builtin_bswap64(first_key + i);
    MDB_val key = {sizeof number, &number};
    MDB_val value = {offsets[i + 1] - offsets[i], (void *)(bytes + offsets[i])};
    rc = mdb_put(txn, peer->dbi, &key, &value, MDB_APPEND);
    if (rc != 0) {
      mdb_txn_abort(txn);
      return rc;
    }
  }
  return mdb_txn_commit(txn);
}

int64_t peer_lmdb_count(peer_lmdb *peer) {
  MDB_txn *txn;
  MDB_stat found;
  int rc = mdb_txn_begin(peer->env, NULL, MDB_RDONLY, &txn);
  if (rc != 0) return -rc;
  rc = mdb_stat(txn, peer->dbi, &found);
  mdb_txn_abort(txn);
  return rc == 0 ? (int64_t)found.ms_entries : rc < 0 ? rc : -rc;
}

void peer_lmdb_close(peer_lmdb *peer) {
  if (peer->env) mdb_env_close(peer->env);
  free(peer);
}

const char *peer_lmdb_version(void) { return mdb_version(NULL, NULL, NULL); }
