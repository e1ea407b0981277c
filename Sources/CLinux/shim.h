#pragma once
// The kernel's randomness, of which the Glibc module shows only `getentropy` with its 256 bytes a call.
#include <sys/random.h>
