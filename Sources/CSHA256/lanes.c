#include "lanes.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#define MOTCHAM_LANES __attribute__((target("sse4.1,sha")))

int motcham_sha256_has_lanes(void) {
  // Leaf 7 has the bit of SHA, leaf 1 those of SSSE3 and SSE4.1.
  unsigned a, b, c, d;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(b >> 29 & 1)) return 0;
  return __get_cpuid(1, &a, &b, &c, &d) && (c >> 9 & 1) && (c >> 19 & 1);
}

/// The state as the instructions want it: words a, b, e, f and c, d, g, h, the first one uppermost.
typedef struct {
  __m128i abef, cdgh;
} state_t;

/// One message on its way: blocks of 64 bytes, of which the first and the last ones are made here.
typedef struct {
  const unsigned char *bytes;
  /// Blocks that hold nothing but the message; the first of them begins with the byte in front.
  size_t full_count;
  size_t block_count;
  unsigned char head[64];
  unsigned char tail[128];
} message_t;

static const uint32_t round_constants[64] __attribute__((aligned(16))) = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static void begin(message_t *message, unsigned char front, const void *bytes, size_t count) {
  size_t whole = count + 1, rest = whole % 64;
  message->bytes = (const unsigned char *)bytes;
  message->full_count = whole / 64;
  size_t tail_count = rest < 56 ? 1 : 2;
  message->block_count = message->full_count + tail_count;
  memset(message->tail, 0, sizeof message->tail);
  if (message->full_count > 0) {
    message->head[0] = front;
    memcpy(message->head + 1, bytes, 63);
    memcpy(message->tail, message->bytes + count - rest, rest);
  } else {
    message->tail[0] = front;
    if (count > 0) memcpy(message->tail + 1, bytes, count);
  }
  message->tail[rest] = 0x80;
  uint64_t bits = __builtin_bswap64((uint64_t)whole * 8);
  memcpy(message->tail + 64 * tail_count - 8, &bits, 8);
}

static inline __attribute__((always_inline)) const unsigned char *block_at(const message_t *message, size_t number) {
  if (number >= message->full_count) return message->tail + 64 * (number - message->full_count);
  return number == 0 ? message->head : message->bytes + 64 * number - 1;
}

/// Blocks from a number on and before another, of one message or of both.
static inline __attribute__((always_inline)) MOTCHAM_LANES void compress(
    state_t *states, const message_t *messages, size_t from, size_t before, int lane_count) {
  const __m128i *constants = (const __m128i *)round_constants;
  const __m128i network_order = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  state_t state[2];
  for (int lane = 0; lane < lane_count; lane++) state[lane] = states[lane];
  for (size_t number = from; number < before; number++) {
    state_t old[2];
    __m128i words[2][4];
    const unsigned char *block[2];
    for (int lane = 0; lane < lane_count; lane++) {
      old[lane] = state[lane];
      block[lane] = block_at(&messages[lane], number);
    }
#pragma clang loop unroll(full)
    for (int four = 0; four < 16; four++) {
#pragma clang loop unroll(full)
      for (int lane = 0; lane < lane_count; lane++) {
        __m128i *word = words[lane];
        __m128i next;
        if (four < 4) {
          next = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)block[lane] + four), network_order);
        } else {
          __m128i sum = _mm_add_epi32(
              _mm_sha256msg1_epu32(word[four & 3], word[(four + 1) & 3]),
              _mm_alignr_epi8(word[(four + 3) & 3], word[(four + 2) & 3], 4));
          next = _mm_sha256msg2_epu32(sum, word[(four + 3) & 3]);
        }
        word[four & 3] = next;
        // Four rounds, two by an instruction.
        __m128i input = _mm_add_epi32(next, constants[four]);
        state[lane].cdgh = _mm_sha256rnds2_epu32(state[lane].cdgh, state[lane].abef, input);
        input = _mm_shuffle_epi32(input, 0x0e);
        state[lane].abef = _mm_sha256rnds2_epu32(state[lane].abef, state[lane].cdgh, input);
      }
    }
    for (int lane = 0; lane < lane_count; lane++) {
      state[lane].abef = _mm_add_epi32(state[lane].abef, old[lane].abef);
      state[lane].cdgh = _mm_add_epi32(state[lane].cdgh, old[lane].cdgh);
    }
  }
  for (int lane = 0; lane < lane_count; lane++) states[lane] = state[lane];
}

static MOTCHAM_LANES void finish(state_t state, unsigned char *digest) {
  const __m128i network_order = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  // From f, e, b, a and h, g, d, c, the lowest word first, to a, b, c, d and e, f, g, h.
  __m128i abef = _mm_shuffle_epi32(state.abef, 0x1b), cdgh = _mm_shuffle_epi32(state.cdgh, 0x1b);
  _mm_storeu_si128((__m128i *)digest, _mm_shuffle_epi8(_mm_unpacklo_epi64(abef, cdgh), network_order));
  _mm_storeu_si128((__m128i *)(digest + 16), _mm_shuffle_epi8(_mm_unpackhi_epi64(abef, cdgh), network_order));
}

MOTCHAM_LANES void motcham_sha256_two(unsigned char front, const motcham_sha256_lanes *lanes) {
  message_t messages[2];
  state_t states[2];
  for (int lane = 0; lane < 2; lane++) {
    begin(&messages[lane], front, lanes->bytes[lane], lanes->counts[lane]);
    states[lane].abef = _mm_set_epi32(0x6a09e667, (int)0xbb67ae85, 0x510e527f, (int)0x9b05688c);
    states[lane].cdgh = _mm_set_epi32(0x3c6ef372, (int)0xa54ff53a, 0x1f83d9ab, 0x5be0cd19);
  }
  int longer = messages[1].block_count > messages[0].block_count;
  size_t both = messages[!longer].block_count;
  compress(states, messages, 0, both, 2);
  compress(states + longer, messages + longer, both, messages[longer].block_count, 1);
  for (int lane = 0; lane < 2; lane++) finish(states[lane], lanes->digests[lane]);
}

#else

int motcham_sha256_has_lanes(void) { return 0; }
void motcham_sha256_two(unsigned char front, const motcham_sha256_lanes *lanes) {
  (void)front, (void)lanes;
  __builtin_trap();
}

#endif
