// liblinear has no pkg-config file; Debian's package puts its header here.
#include <linear.h>
