#pragma once
// AES-256-GCM in one call, with a key that nothing keeps: its schedule lies on the stack and is overwritten. The
// library's functions are reached through a manager that knows the processor, which Swift does not see.
#include <intel-ipsec-mb.h>
#include <string.h>

/// The library's functions for this processor; NULL when there is no memory. Only read once it is made.
static inline IMB_MGR *motcham_gcm_functions(void) {
  IMB_MGR *functions = alloc_mb_mgr(0);
  if (functions) init_mb_mgr_auto(functions, NULL);
  return functions;
}

/// One message: the ciphertext is as long as the plaintext.
typedef struct {
  /// 32 bytes.
  const void *key;
  /// 12 bytes.
  const void *nonce;
  const void *additional;
  size_t additional_count;
  const void *input;
  void *output;
  size_t count;
  /// 16 bytes, written by both.
  void *tag;
} motcham_gcm_message;

/// The library's header aligns it only where LINUX is defined, which compilers do not do.
typedef struct gcm_key_data motcham_gcm_schedule __attribute__((aligned(64)));

/// Seals the message, or opens it; whether an opened one bears the tag that was sent is for the caller to say, before
/// anybody sees the output.
static inline void motcham_gcm(IMB_MGR *functions, const motcham_gcm_message *message, int opens) {
  motcham_gcm_schedule schedule;
  struct gcm_context_data state;
  IMB_AES256_GCM_PRE(functions, message->key, &schedule);
  aes_gcm_enc_dec_t run = opens ? functions->gcm256_dec : functions->gcm256_enc;
  run(&schedule, &state, message->output, message->input, message->count, message->nonce, message->additional,
      message->additional_count, message->tag, 16);
  explicit_bzero(&schedule, sizeof schedule);
  explicit_bzero(&state, sizeof state);
}
