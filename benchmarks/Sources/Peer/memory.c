#include "peer.h"

#include <malloc.h>

void peer_return_memory(void) { malloc_trim(0); }
