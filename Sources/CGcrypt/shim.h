#pragma once
#include <gcrypt.h>

/// Gets the library ready, once, before anything else of it is called; `gcry_control` takes any arguments, which Swift
/// cannot call. Hashes need no memory that is locked against being swapped.
static inline int cgcrypt_start(void) {
  if (!gcry_check_version("1.9.0")) return 0;
  gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
  gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
  return 1;
}
