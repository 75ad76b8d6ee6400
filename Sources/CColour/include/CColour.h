#pragma once

#include <stdbool.h>

/// Colour profiles in documents, which cost more than all else on a page and say nothing about its words.
///
/// Poppler opens the profile of each colour space that a page names, through Little CMS, on every pass over the
/// page, also on one that draws nothing. This module stands in front of cmsOpenProfileFromMem(3): while profiles
/// are passed over it has none, and Poppler takes the colour space's alternate (ISO 32000-1, 8.6.5.5).

/// Whether this thread passes profiles over from now on; gives what held before.
bool ccolour_pass_over(bool passed_over);

/// How many profiles this thread has opened.
unsigned ccolour_opened(void);
