#pragma once
// SHA-256 (FIPS 180-4) of two messages at once, with the instructions that processors of the x86-64 have for it.
//
// Each round of SHA-256 waits for the one before, so that one message alone leaves these instructions idle half of the
// time. Leaves of a Merkle tree do not wait for each other, nor do the nodes of a level. libcrypto hashes one message
// at a time.

#include <stddef.h>

/// Two messages, and where their hashes of 32 bytes go.
typedef struct {
  const void *bytes[2];
  size_t counts[2];
  unsigned char *digests[2];
} motcham_sha256_lanes;

/// 1 where the processor has the instructions: SHA, SSSE3 and SSE4.1.
int motcham_sha256_has_lanes(void);

/// The hashes of two messages, each with the byte `front` before it; only where the processor has the instructions.
void motcham_sha256_two(unsigned char front, const motcham_sha256_lanes *lanes);
