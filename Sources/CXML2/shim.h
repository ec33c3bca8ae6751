// Without the #undef the system's ICU headers clash with Foundation's, and clean builds fail now and then.
#pragma once
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <libxml/SAX2.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlschemas.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

// libxml2 is opened by whoever first needs it: with what it brings along (ICU, and C++ for that) it would
// take a tenth of every short run, of which most read no XML. So no function of it is called but by `PP_XML`.
#if LIBXML_VERSION >= 21400
#define PP_XML_LIBRARY "libxml2.so.16"
#else
#define PP_XML_LIBRARY "libxml2.so.2"
#endif

// Why XML cannot be read here, in the linker's words; NULL where it can.
static inline const char *pp_xml_lack(void) {
    void *library = dlopen(PP_XML_LIBRARY, RTLD_NOW | RTLD_LOCAL);
    return library && dlsym(library, "xmlNewParserCtxt") ? NULL : dlerror();
}

static inline void *pp_xml_symbol(const char *name) {
    // The same one again and again, however many threads ask.
    void *library = dlopen(PP_XML_LIBRARY, RTLD_NOW | RTLD_LOCAL);
    void *symbol = library ? dlsym(library, name) : NULL;
    if (!symbol) {
        fprintf(stderr, "error: XML needs " PP_XML_LIBRARY ", which cannot be used: %s\n", dlerror());
        exit(4);
    }
    return symbol;
}

#define PP_XML(name) ({ \
    static void *known; \
    void *symbol = __atomic_load_n(&known, __ATOMIC_RELAXED); \
    if (!symbol) __atomic_store_n(&known, symbol = pp_xml_symbol(#name), __ATOMIC_RELAXED); \
    (__typeof__(&name))symbol; })

// Errors go to one function of ours, whichever part of libxml2 finds them. Its own type for them became
// const in 2.12, which Swift would notice: so the handlers stand here.
typedef void (*pp_xml_report)(
    void *box, int level, int code, int line, int column, const char *message);

typedef struct pp_xml_listener {
    void *box;
    pp_xml_report report;
} pp_xml_listener;

#if LIBXML_VERSION >= 21200
typedef const xmlError *pp_xml_error;
#else
typedef xmlErrorPtr pp_xml_error;
#endif

// A listener is what hears of errors: XPath has it as its user data.
static void pp_xml_failed(void *listener, pp_xml_error error) {
    const pp_xml_listener *to = (const pp_xml_listener *)listener;
    to->report(to->box, error->level, error->code, error->line, error->int2, error->message);
}

// XPath tells its errors without words: a code, and the offset in the expression.
static void pp_xpath_failed(void *listener, pp_xml_error error) {
    const pp_xml_listener *to = (const pp_xml_listener *)listener;
    to->report(to->box, error->level, error->code, 0, error->int1, error->message);
}

// Parsers hand out themselves, and keep the listener in `_private`.
static void pp_xml_parser_failed(void *parser, pp_xml_error error) {
    pp_xml_failed(((xmlParserCtxtPtr)parser)->_private, error);
}

// What a document declares can make it a thousand times its size: entities by reference, attributes by
// their defaults. The first declaration of either ends the parsing.
enum { PP_XML_DECLARED = 1000000 };

static void pp_xml_declared(void *parser, const xmlChar *name) {
    const pp_xml_listener *to = (const pp_xml_listener *)((xmlParserCtxtPtr)parser)->_private;
    to->report(to->box, XML_ERR_FATAL, PP_XML_DECLARED, PP_XML(xmlSAX2GetLineNumber)(parser),
        PP_XML(xmlSAX2GetColumnNumber)(parser), (const char *)name);
    PP_XML(xmlStopParser)((xmlParserCtxtPtr)parser);
}

static void pp_xml_entity_declared(
    void *parser, const xmlChar *name, int type, const xmlChar *public_id,
    const xmlChar *system_id, xmlChar *content) {
    pp_xml_declared(parser, name);
}

static void pp_xml_unparsed_entity_declared(
    void *parser, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id,
    const xmlChar *notation) {
    pp_xml_declared(parser, name);
}

static void pp_xml_attribute_declared(
    void *parser, const xmlChar *element, const xmlChar *name, int type, int def,
    const xmlChar *value, xmlEnumerationPtr tree) {
    PP_XML(xmlFreeEnumeration)(tree);
    pp_xml_declared(parser, name);
}

static inline void pp_xml_listen(xmlParserCtxtPtr parser, pp_xml_listener *listener) {
    parser->_private = listener;
    parser->sax->serror = pp_xml_parser_failed;
    parser->sax->entityDecl = pp_xml_entity_declared;
    parser->sax->unparsedEntityDecl = pp_xml_unparsed_entity_declared;
    parser->sax->attributeDecl = pp_xml_attribute_declared;
}

static inline void pp_xpath_listen(xmlXPathContextPtr context, pp_xml_listener *listener) {
    context->userData = listener;
    context->error = pp_xpath_failed;
}

// libxml2 prints what no handler takes. Once, before any other thread uses it.
static void pp_xml_ignore(void *context, const char *message, ...) {}

static inline void pp_xml_start(void) {
    PP_XML(xmlInitParser)();
    PP_XML(xmlSetGenericErrorFunc)(NULL, pp_xml_ignore);
    PP_XML(xmlThrDefSetGenericErrorFunc)(NULL, pp_xml_ignore);
}

// A variable of function type.
static inline void pp_xml_free(void *memory) { (*PP_XML(xmlFree))(memory); }

static inline xmlParserCtxtPtr pp_xml_new_parser(void) { return PP_XML(xmlNewParserCtxt)(); }

static inline void pp_xml_free_parser(xmlParserCtxtPtr parser) { PP_XML(xmlFreeParserCtxt)(parser); }

static inline xmlDocPtr pp_xml_parse(
    xmlParserCtxtPtr parser, const char *bytes, int count, const char *encoding, int options) {
    return PP_XML(xmlCtxtReadMemory)(parser, bytes, count, NULL, encoding, options);
}

static inline void pp_xml_free_document(xmlDocPtr document) { PP_XML(xmlFreeDoc)(document); }

static inline xmlNodePtr pp_xml_root(xmlDocPtr document) {
    return PP_XML(xmlDocGetRootElement)(document);
}

static inline long pp_xml_line(xmlNodePtr node) { return PP_XML(xmlGetLineNo)(node); }

static inline xmlChar *pp_xml_text(xmlDocPtr document, xmlNodePtr nodes) {
    return PP_XML(xmlNodeListGetString)(document, nodes, 1);
}

static inline void pp_xpath_number_elements(xmlDocPtr document) {
    PP_XML(xmlXPathOrderDocElems)(document);
}

static inline xmlXPathContextPtr pp_xpath_new_context(xmlDocPtr document) {
    return PP_XML(xmlXPathNewContext)(document);
}

static inline void pp_xpath_free_context(xmlXPathContextPtr context) {
    PP_XML(xmlXPathFreeContext)(context);
}

static inline void pp_xpath_register(
    xmlXPathContextPtr context, const xmlChar *prefix, const xmlChar *space) {
    PP_XML(xmlXPathRegisterNs)(context, prefix, space);
}

static inline xmlXPathObjectPtr pp_xpath_evaluate(
    const char *expression, xmlXPathContextPtr context) {
    return PP_XML(xmlXPathEvalExpression)((const xmlChar *)expression, context);
}

static inline void pp_xpath_free(xmlXPathObjectPtr object) { PP_XML(xmlXPathFreeObject)(object); }

static inline void pp_xpath_sort(xmlNodeSetPtr nodes) { PP_XML(xmlXPathNodeSetSort)(nodes); }

static inline xmlChar *pp_xpath_text(xmlNodePtr node) {
    return PP_XML(xmlXPathCastNodeToString)(node);
}
