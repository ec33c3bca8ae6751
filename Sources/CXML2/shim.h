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
    to->report(to->box, XML_ERR_FATAL, PP_XML_DECLARED, xmlSAX2GetLineNumber(parser),
        xmlSAX2GetColumnNumber(parser), (const char *)name);
    xmlStopParser((xmlParserCtxtPtr)parser);
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
    xmlFreeEnumeration(tree);
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
    xmlInitParser();
    xmlSetGenericErrorFunc(NULL, pp_xml_ignore);
    xmlThrDefSetGenericErrorFunc(NULL, pp_xml_ignore);
}

// A variable of function type in C, which Swift takes for shared state.
static inline void pp_xml_free(void *memory) { xmlFree(memory); }
