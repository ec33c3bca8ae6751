// libcurl's easy options are variadic in C, which Swift cannot call: one typed inline function per kind.
#pragma once
#include <curl/curl.h>
