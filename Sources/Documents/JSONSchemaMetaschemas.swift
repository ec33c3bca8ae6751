/// The schemas of schemas that a `$ref` may name without a network: draft 2020-12 and draft 7.
enum JSONSchemaMetaschemas {
    static func tape(_ uri: String) -> JSONTape? {
        guard let text = texts[uri] else { return nil }
        var tape = JSONTape()
        do throws(JSONError) {
            try tape.read(text)
        } catch {
            preconditionFailure("our metaschema \(uri) is no JSON: \(error.reason)")
        }
        return tape
    }

    private static let draft2020 = "https://json-schema.org/draft/2020-12/"

    static let texts = [
        draft2020 + "schema": schema, draft2020 + "meta/core": core,
        draft2020 + "meta/applicator": applicator, draft2020 + "meta/unevaluated": unevaluated,
        draft2020 + "meta/validation": validation, draft2020 + "meta/meta-data": metadata,
        draft2020 + "meta/format-annotation": format, draft2020 + "meta/content": content,
        "http://json-schema.org/draft-07/schema": draft7,
    ]

    private static let schema = #"""
        {"$schema": "https://json-schema.org/draft/2020-12/schema",
         "$id": "https://json-schema.org/draft/2020-12/schema", "$dynamicAnchor": "meta",
         "$vocabulary": {
           "https://json-schema.org/draft/2020-12/vocab/core": true,
           "https://json-schema.org/draft/2020-12/vocab/applicator": true,
           "https://json-schema.org/draft/2020-12/vocab/unevaluated": true,
           "https://json-schema.org/draft/2020-12/vocab/validation": true,
           "https://json-schema.org/draft/2020-12/vocab/meta-data": true,
           "https://json-schema.org/draft/2020-12/vocab/format-annotation": true,
           "https://json-schema.org/draft/2020-12/vocab/content": true},
         "allOf": [{"$ref": "meta/core"}, {"$ref": "meta/applicator"}, {"$ref": "meta/unevaluated"},
           {"$ref": "meta/validation"}, {"$ref": "meta/meta-data"},
           {"$ref": "meta/format-annotation"}, {"$ref": "meta/content"}],
         "type": ["object", "boolean"],
         "properties": {
           "definitions": {"type": "object", "additionalProperties": {"$dynamicRef": "#meta"}},
           "dependencies": {"type": "object", "additionalProperties": {"anyOf": [
             {"$dynamicRef": "#meta"}, {"$ref": "meta/validation#/$defs/stringArray"}]}},
           "$recursiveAnchor": {"$ref": "meta/core#/$defs/anchorString"},
           "$recursiveRef": {"$ref": "meta/core#/$defs/uriReferenceString"}}}
        """#

    private static let core = #"""
        {"$schema": "https://json-schema.org/draft/2020-12/schema",
         "$id": "https://json-schema.org/draft/2020-12/meta/core", "$dynamicAnchor": "meta",
         "type": ["object", "boolean"],
         "properties": {
           "$id": {"$ref": "#/$defs/uriReferenceString", "pattern": "^[^#]*#?$"},
           "$schema": {"$ref": "#/$defs/uriString"},
           "$ref": {"$ref": "#/$defs/uriReferenceString"},
           "$anchor": {"$ref": "#/$defs/anchorString"},
           "$dynamicRef": {"$ref": "#/$defs/uriReferenceString"},
           "$dynamicAnchor": {"$ref": "#/$defs/anchorString"},
           "$vocabulary": {"type": "object", "propertyNames": {"$ref": "#/$defs/uriString"},
             "additionalProperties": {"type": "boolean"}},
           "$comment": {"type": "string"},
           "$defs": {"type": "object", "additionalProperties": {"$dynamicRef": "#meta"}}},
         "$defs": {
           "anchorString": {"type": "string", "pattern": "^[A-Za-z_][-A-Za-z0-9._]*$"},
           "uriString": {"type": "string", "format": "uri"},
           "uriReferenceString": {"type": "string", "format": "uri-reference"}}}
        """#

    private static let applicator = #"""
        {"$schema": "https://json-schema.org/draft/2020-12/schema",
         "$id": "https://json-schema.org/draft/2020-12/meta/applicator", "$dynamicAnchor": "meta",
         "type": ["object", "boolean"],
         "properties": {
           "prefixItems": {"$ref": "#/$defs/schemaArray"},
           "items": {"$dynamicRef": "#meta"}, "contains": {"$dynamicRef": "#meta"},
           "additionalProperties": {"$dynamicRef": "#meta"},
           "properties": {"$ref": "#/$defs/schemaMap"},
           "patternProperties": {"$ref": "#/$defs/schemaMap",
             "propertyNames": {"format": "regex"}},
           "dependentSchemas": {"$ref": "#/$defs/schemaMap"},
           "propertyNames": {"$dynamicRef": "#meta"},
           "if": {"$dynamicRef": "#meta"}, "then": {"$dynamicRef": "#meta"},
           "else": {"$dynamicRef": "#meta"},
           "allOf": {"$ref": "#/$defs/schemaArray"}, "anyOf": {"$ref": "#/$defs/schemaArray"},
           "oneOf": {"$ref": "#/$defs/schemaArray"}, "not": {"$dynamicRef": "#meta"}},
         "$defs": {
           "schemaArray": {"type": "array", "minItems": 1, "items": {"$dynamicRef": "#meta"}},
           "schemaMap": {"type": "object", "additionalProperties": {"$dynamicRef": "#meta"}}}}
        """#

    private static let unevaluated = #"""
        {"$schema": "https://json-schema.org/draft/2020-12/schema",
         "$id": "https://json-schema.org/draft/2020-12/meta/unevaluated", "$dynamicAnchor": "meta",
         "type": ["object", "boolean"],
         "properties": {"unevaluatedItems": {"$dynamicRef": "#meta"},
           "unevaluatedProperties": {"$dynamicRef": "#meta"}}}
        """#

    private static let validation = #"""
        {"$schema": "https://json-schema.org/draft/2020-12/schema",
         "$id": "https://json-schema.org/draft/2020-12/meta/validation", "$dynamicAnchor": "meta",
         "type": ["object", "boolean"],
         "properties": {
           "type": {"anyOf": [{"$ref": "#/$defs/simpleTypes"}, {"type": "array", "minItems": 1,
             "items": {"$ref": "#/$defs/simpleTypes"}, "uniqueItems": true}]},
           "const": true, "enum": {"type": "array", "items": true},
           "multipleOf": {"type": "number", "exclusiveMinimum": 0},
           "maximum": {"type": "number"}, "exclusiveMaximum": {"type": "number"},
           "minimum": {"type": "number"}, "exclusiveMinimum": {"type": "number"},
           "maxLength": {"$ref": "#/$defs/count"}, "minLength": {"$ref": "#/$defs/count"},
           "pattern": {"type": "string", "format": "regex"},
           "maxItems": {"$ref": "#/$defs/count"}, "minItems": {"$ref": "#/$defs/count"},
           "uniqueItems": {"type": "boolean"},
           "maxContains": {"$ref": "#/$defs/count"}, "minContains": {"$ref": "#/$defs/count"},
           "maxProperties": {"$ref": "#/$defs/count"}, "minProperties": {"$ref": "#/$defs/count"},
           "required": {"$ref": "#/$defs/stringArray"},
           "dependentRequired": {"type": "object",
             "additionalProperties": {"$ref": "#/$defs/stringArray"}}},
         "$defs": {
           "count": {"type": "integer", "minimum": 0},
           "simpleTypes": {"enum": ["array", "boolean", "integer", "null", "number", "object",
             "string"]},
           "stringArray": {"type": "array", "items": {"type": "string"}, "uniqueItems": true}}}
        """#

    private static let metadata = #"""
        {"$schema": "https://json-schema.org/draft/2020-12/schema",
         "$id": "https://json-schema.org/draft/2020-12/meta/meta-data", "$dynamicAnchor": "meta",
         "type": ["object", "boolean"],
         "properties": {"title": {"type": "string"}, "description": {"type": "string"},
           "default": true, "deprecated": {"type": "boolean"}, "readOnly": {"type": "boolean"},
           "writeOnly": {"type": "boolean"}, "examples": {"type": "array", "items": true}}}
        """#

    private static let format = #"""
        {"$schema": "https://json-schema.org/draft/2020-12/schema",
         "$id": "https://json-schema.org/draft/2020-12/meta/format-annotation",
         "$dynamicAnchor": "meta", "type": ["object", "boolean"],
         "properties": {"format": {"type": "string"}}}
        """#

    private static let content = #"""
        {"$schema": "https://json-schema.org/draft/2020-12/schema",
         "$id": "https://json-schema.org/draft/2020-12/meta/content", "$dynamicAnchor": "meta",
         "type": ["object", "boolean"],
         "properties": {"contentEncoding": {"type": "string"},
           "contentMediaType": {"type": "string"}, "contentSchema": {"$dynamicRef": "#meta"}}}
        """#

    private static let draft7 = #"""
        {"$schema": "http://json-schema.org/draft-07/schema#",
         "$id": "http://json-schema.org/draft-07/schema#", "type": ["object", "boolean"],
         "properties": {
           "$id": {"type": "string", "format": "uri-reference"},
           "$schema": {"type": "string", "format": "uri"},
           "$ref": {"type": "string", "format": "uri-reference"},
           "$comment": {"type": "string"}, "title": {"type": "string"},
           "description": {"type": "string"}, "default": true, "readOnly": {"type": "boolean"},
           "writeOnly": {"type": "boolean"}, "examples": {"type": "array", "items": true},
           "multipleOf": {"type": "number", "exclusiveMinimum": 0},
           "maximum": {"type": "number"}, "exclusiveMaximum": {"type": "number"},
           "minimum": {"type": "number"}, "exclusiveMinimum": {"type": "number"},
           "maxLength": {"$ref": "#/definitions/count"},
           "minLength": {"$ref": "#/definitions/count"},
           "pattern": {"type": "string", "format": "regex"},
           "additionalItems": {"$ref": "#"},
           "items": {"anyOf": [{"$ref": "#"}, {"$ref": "#/definitions/schemaArray"}]},
           "maxItems": {"$ref": "#/definitions/count"}, "minItems": {"$ref": "#/definitions/count"},
           "uniqueItems": {"type": "boolean"}, "contains": {"$ref": "#"},
           "maxProperties": {"$ref": "#/definitions/count"},
           "minProperties": {"$ref": "#/definitions/count"},
           "required": {"$ref": "#/definitions/stringArray"},
           "additionalProperties": {"$ref": "#"},
           "definitions": {"type": "object", "additionalProperties": {"$ref": "#"}},
           "properties": {"type": "object", "additionalProperties": {"$ref": "#"}},
           "patternProperties": {"type": "object", "additionalProperties": {"$ref": "#"},
             "propertyNames": {"format": "regex"}},
           "dependencies": {"type": "object", "additionalProperties": {"anyOf": [
             {"$ref": "#"}, {"$ref": "#/definitions/stringArray"}]}},
           "propertyNames": {"$ref": "#"}, "const": true, "enum": {"type": "array", "items": true},
           "type": {"anyOf": [{"$ref": "#/definitions/simpleTypes"}, {"type": "array",
             "minItems": 1, "items": {"$ref": "#/definitions/simpleTypes"}, "uniqueItems": true}]},
           "format": {"type": "string"}, "contentMediaType": {"type": "string"},
           "contentEncoding": {"type": "string"}, "if": {"$ref": "#"}, "then": {"$ref": "#"},
           "else": {"$ref": "#"}, "allOf": {"$ref": "#/definitions/schemaArray"},
           "anyOf": {"$ref": "#/definitions/schemaArray"},
           "oneOf": {"$ref": "#/definitions/schemaArray"}, "not": {"$ref": "#"}},
         "definitions": {
           "count": {"type": "integer", "minimum": 0},
           "schemaArray": {"type": "array", "minItems": 1, "items": {"$ref": "#"}},
           "simpleTypes": {"enum": ["array", "boolean", "integer", "null", "number", "object",
             "string"]},
           "stringArray": {"type": "array", "items": {"type": "string"}, "uniqueItems": true}}}
        """#
}
