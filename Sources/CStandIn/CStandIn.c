#include "CStandIn.h"

#include <dlfcn.h>
#include <leptonica/allheaders.h>
#include <stddef.h>
#include <stdint.h>

#define SHOWN __attribute__((visibility("default")))

static _Thread_local unsigned profiles;
static _Thread_local unsigned pictures;
static l_ok (*write_picture)(l_uint8 **, size_t *, PIX *, l_int32);

unsigned cstandin_profiles_passed_over(void) { return profiles; }

/// lcms2.h: cmsHPROFILE cmsOpenProfileFromMem(const void *MemPtr, cmsUInt32Number dwSize).
SHOWN void *cmsOpenProfileFromMem(const void *memory, uint32_t size) {
  (void)memory, (void)size;
  profiles += 1;
  return NULL;
}

unsigned cstandin_pictures_kept_plain(void) { return pictures; }

void cstandin_found_tesseract(void *library) {
  write_picture = (l_ok(*)(l_uint8 **, size_t *, PIX *, l_int32))dlsym(library, "pixWriteMem");
}

/// leptonica/allheaders.h.
SHOWN l_ok pixWriteMem(l_uint8 **data, size_t *size, PIX *picture, l_int32 format) {
  if (write_picture == NULL) return 1;
  if (format != IFF_PNG) return write_picture(data, size, picture, format);
  pictures += 1;
  return write_picture(data, size, picture, IFF_SPIX);
}
