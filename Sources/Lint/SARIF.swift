import Documents
public import GatewayMaps
public import Vocabulary

/// Findings as SARIF 2.1.0, which code hosts show beside the lines of a change.
public enum SARIF {
    /// - Parameters:
    ///   - constructs: how far other gateways' files are understood, which no host takes for a problem.
    ///   - failures: why files could not be looked at: where there are any, findings do not say all.
    public static func bytes(
        _ findings: [LintFinding], constructs: [Construct] = [], failures: [Diagnostic] = [],
        version: String
    ) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.key("$schema")
        json.string("https://json.schemastore.org/sarif-2.1.0.json")
        json.key("version")
        json.string("2.1.0")
        json.key("runs")
        json.beginArray()
        json.beginObject()
        json.key("tool")
        json.beginObject()
        json.key("driver")
        json.beginObject()
        json.key("name")
        json.string("pathproof")
        json.key("version")
        json.string(version)
        json.key("rules")
        json.beginArray()
        let used = allLintRules.filter { rule in findings.contains { $0.rule == rule.name } }
        for rule in used {
            write(rule: rule.name, rule.summary, level: level(rule.severity), &json)
        }
        if !constructs.isEmpty {
            write(
                rule: constructRule, "how far a construct of a gateway's own file is understood",
                level: "none", &json)
        }
        json.endArray()
        json.endObject()
        json.endObject()
        json.key("invocations")
        json.beginArray()
        write(failures, &json)
        json.endArray()
        json.key("results")
        json.beginArray()
        for finding in findings.prefix(resultsMax) { write(finding, &json) }
        for construct in constructs.prefix(max(0, resultsMax - findings.count)) {
            write(construct, &json)
        }
        json.endArray()
        json.endObject()
        json.endArray()
        json.endObject()
        json.newline()
        return json.bytes
    }

    private static func write(_ failures: [Diagnostic], _ json: inout JSONWriter) {
        json.beginObject()
        json.key("executionSuccessful")
        json.bool(failures.isEmpty)
        if !failures.isEmpty {
            json.key("toolExecutionNotifications")
            json.beginArray()
            for failure in failures {
                json.beginObject()
                write(failure, &json)
                json.endObject()
            }
            json.endArray()
        }
        json.endObject()
    }

    private static func write(
        rule name: String, _ summary: String, level: String, _ json: inout JSONWriter
    ) {
        json.beginObject()
        json.key("id")
        json.string(name)
        json.key("shortDescription")
        message(summary, &json)
        json.key("defaultConfiguration")
        json.beginObject()
        json.key("level")
        json.string(level)
        json.endObject()
        json.endObject()
    }

    private static func write(_ finding: LintFinding, _ json: inout JSONWriter) {
        let diagnostic = finding.diagnostic
        json.beginObject()
        json.key("ruleId")
        json.string(finding.rule)
        write(diagnostic, &json)
        fingerprint(finding.rule, diagnostic.location, diagnostic.message, &json)
        json.endObject()
    }

    /// Where nothing failed, SARIF knows no level.
    private static func write(_ construct: Construct, _ json: inout JSONWriter) {
        let text = construct.text
        json.beginObject()
        json.key("ruleId")
        json.string(constructRule)
        json.key("kind")
        json.string("informational")
        json.key("level")
        json.string("none")
        json.key("message")
        message(text, &json)
        locations(construct.location, &json)
        fingerprint(constructRule, construct.location, text, &json)
        json.endObject()
    }

    /// The same finding after lines were put in above it.
    private static func fingerprint(
        _ rule: String, _ location: SourceLocation?, _ message: String, _ json: inout JSONWriter
    ) {
        json.key("partialFingerprints")
        json.beginObject()
        json.key("pathproof/v1")
        json.string(
            SHA256.hexadecimal(
                of: [rule, location?.file ?? "", message].joined(separator: "\0"), digits: 32))
        json.endObject()
    }

    private static func write(_ diagnostic: Diagnostic, _ json: inout JSONWriter) {
        json.key("level")
        json.string(level(diagnostic.severity))
        json.key("message")
        message(diagnostic.message + (diagnostic.hint.map { " (\($0))" } ?? ""), &json)
        if let location = diagnostic.location { locations(location, &json) }
    }

    private static func locations(_ location: SourceLocation, _ json: inout JSONWriter) {
        json.key("locations")
        json.beginArray()
        json.beginObject()
        json.key("physicalLocation")
        json.beginObject()
        json.key("artifactLocation")
        json.beginObject()
        json.key("uri")
        json.string(location.file)
        json.endObject()
        json.key("region")
        json.beginObject()
        json.key("startLine")
        json.integer(location.line)
        json.key("startColumn")
        json.integer(location.column)
        json.endObject()
        json.endObject()
        json.endObject()
        json.endArray()
    }

    private static func message(_ text: String, _ json: inout JSONWriter) {
        json.beginObject()
        json.key("text")
        json.string(text)
        json.endObject()
    }

    private static func level(_ severity: Diagnostic.Severity) -> String { severity.rawValue }

    private static let constructRule = "construct"
    /// A code host keeps so many, and refuses a file of more than five times as many.
    private static let resultsMax = 5000
}
