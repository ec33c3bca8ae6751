#pragma once
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

// The names without a width are macros, which Swift does not see: so what is needed stands here.

// A regular expression with ECMAScript's ends, empty classes and references to groups that took nothing, in UTF-8.
// Every item gets a callout, since PCRE2's own limit starts anew at each place where a match may begin.
static inline pcre2_code *pp_pcre2_compile(
    const unsigned char *text, size_t length, size_t length_max, int *error, size_t *offset) {
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    if (!context) {
        *error = PCRE2_ERROR_NOMEMORY;
        return NULL;
    }
    pcre2_set_max_pattern_length(context, length_max);
    // By any other a search that fails before a return and a line feed goes on behind both.
    pcre2_set_newline(context, PCRE2_NEWLINE_LF);
    pcre2_set_compile_extra_options(context, PCRE2_EXTRA_ALT_BSUX);
    pcre2_code *code = pcre2_compile(
        text, length,
        PCRE2_UTF | PCRE2_AUTO_CALLOUT | PCRE2_ALLOW_EMPTY_CLASS | PCRE2_MATCH_UNSET_BACKREF
            | PCRE2_DOLLAR_ENDONLY | PCRE2_ALT_CIRCUMFLEX | PCRE2_NEVER_BACKSLASH_C,
        error, offset, context);
    pcre2_compile_context_free(context);
    return code;
}

typedef struct pp_pcre2_budget {
    size_t left;
    size_t last;
} pp_pcre2_budget;

// An item costs one step, and what was passed over on the way to it one for each 16 bytes.
static int pp_pcre2_spend(pcre2_callout_block *block, void *data) {
    pp_pcre2_budget *budget = (pp_pcre2_budget *)data;
    size_t at = block->current_position;
    size_t moved = at > budget->last ? at - budget->last : budget->last - at;
    size_t cost = 1 + (moved >> 4);
    budget->last = at;
    if (cost > budget->left) return PCRE2_ERROR_CALLOUT;
    budget->left -= cost;
    return 0;
}

// What pcre2_match gives: 0 or more where the pattern was found. The text must be UTF-8.
static inline int pp_pcre2_match(
    const pcre2_code *code, const unsigned char *text, size_t length, size_t steps_max,
    unsigned depth_max, unsigned heap_kilobytes_max) {
    pcre2_match_context *context = pcre2_match_context_create(NULL);
    pcre2_match_data *data = pcre2_match_data_create(1, NULL);
    int result = PCRE2_ERROR_NOMEMORY;
    if (context && data) {
        pp_pcre2_budget budget = {steps_max, 0};
        pcre2_set_callout(context, pp_pcre2_spend, &budget);
        pcre2_set_match_limit(context, steps_max > 0xFFFFFFFF ? 0xFFFFFFFF : (uint32_t)steps_max);
        pcre2_set_depth_limit(context, depth_max);
        pcre2_set_heap_limit(context, heap_kilobytes_max);
        result = pcre2_match(
            code, text ? text : (const unsigned char *)"", length, 0, PCRE2_NO_UTF_CHECK, data,
            context);
    }
    pcre2_match_data_free(data);
    pcre2_match_context_free(context);
    return result;
}

static inline void pp_pcre2_free(pcre2_code *code) { pcre2_code_free(code); }

static inline int pp_pcre2_words(int error, unsigned char *words, size_t length) {
    return pcre2_get_error_message(error, words, length);
}
