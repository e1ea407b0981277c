#pragma once
// SHA-256 without a context object: libcrypto's envelope costs more than a third of the hash of one event. The plain
// functions are called old since 3.0, and stay.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

/// SHA-256 of up to three pieces, one behind the other; 1 when it was computed. The state is wiped where it is secret.
static inline int motcham_sha256(
    const void *first, size_t first_count, const void *second, size_t second_count, const void *third,
    size_t third_count, int is_secret, unsigned char *digest) {
  SHA256_CTX state;
  int done = SHA256_Init(&state);
  if (first_count > 0) done &= SHA256_Update(&state, first, first_count);
  if (second_count > 0) done &= SHA256_Update(&state, second, second_count);
  if (third_count > 0) done &= SHA256_Update(&state, third, third_count);
  done &= SHA256_Final(digest, &state);
  if (is_secret) OPENSSL_cleanse(&state, sizeof state);
  return done;
}
