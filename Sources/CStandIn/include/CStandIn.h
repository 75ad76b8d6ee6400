#pragma once

/// Two library functions that do work which nothing here needs; this module stands in front of them, so the
/// libraries that are loaded beside the program call it instead.

/// How many colour profiles of documents were passed over by this thread.
///
/// Poppler opens the profile of each colour space that a page names, through Little CMS, on every pass over the
/// page, also on one that draws nothing: two thirds of the reader's time on PDF/A. All that is drawn here becomes
/// grey, so cmsOpenProfileFromMem(3) finds none and Poppler takes the colour space's alternate (ISO 32000-1, 8.6.5.5).
unsigned cstandin_profiles_passed_over(void);

/// How many pictures of lines were kept plain.
///
/// Before its network looks at a line, Tesseract packs the line's picture as PNG and unpacks it again, which takes
/// one part in twenty of all recognition (Tesseract 5.3). What pixWriteMem(3) shall make PNG it keeps as plain pixels
/// in Leptonica's own form, which pixReadMem(3) tells by its head.
unsigned cstandin_pictures_kept_plain(void);

/// Names the library behind which the true pixWriteMem is found: Tesseract's handle from dlopen(3).
void cstandin_found_tesseract(void *library);
