import Foundation
import TestSupport
import Vocabulary

@testable import Providers

/// One recorded interaction with the reading that its oracle gives.
struct Recording: CustomStringConvertible, Sendable {
    let name: String
    let provider: String
    let dialect: String
    let isStream: Bool
    let status: Int
    let headers: Headers
    let body: [UInt8]
    private let expectedBytes: Data

    var description: String { name }

    init(_ folder: URL) throws {
        func object(_ file: String) throws -> [String: Any] {
            let data = try Data(contentsOf: folder.appending(path: file))
            return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
        }
        let meta = try object("meta.json")
        let response = try object("response.json")
        name = folder.lastPathComponent
        provider = meta["provider"] as? String ?? ""
        dialect = meta["dialect"] as? String ?? ""
        isStream = meta["stream"] as? Bool ?? false
        status = response["status"] as? Int ?? 0
        let fields = response["headers"] as? [String: String] ?? [:]
        headers = Headers(fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        body = [UInt8](try Data(contentsOf: folder.appending(path: "response.body")))
        expectedBytes = try Data(contentsOf: folder.appending(path: "expected.json"))
    }

    /// What differs between the expected reading and this one, field by field; disputed fields excepted.
    func differences(from reading: Reading) throws -> [String] {
        let parsed = try JSONSerialization.jsonObject(with: expectedBytes)
        var expected = parsed as? [String: Any] ?? [:]
        let oracle = expected["oracle"] as? [String: Any]
        let disputed = oracle?["disputed"] as? [String] ?? []
        for field in ["case", "dialect", "oracle"] + disputed { expected[field] = nil }
        var found = fields(of: reading)
        // What was no JSON to the oracle is text that is compared as it came, be it JSON or not.
        let calls = expected["tool_calls"] as? [[String: Any]] ?? []
        for (index, call) in calls.enumerated()
        where call["arguments_raw"] != nil && reading.toolCalls.indices.contains(index) {
            guard var objects = found["tool_calls"] as? [[String: Any]] else { continue }
            objects[index]["arguments"] = NSNull()
            objects[index]["arguments_raw"] = reading.toolCalls[index].arguments
            found["tool_calls"] = objects
        }
        // A message that was sent as JSON is text to a reading, and JSON to the oracle.
        if let wanted = expected["error"] as? [String: Any],
            wanted["message"] is [Any] || wanted["message"] is [String: Any],
            var error = found["error"] as? [String: Any], let text = error["message"] as? String
        {
            let parsed = try? JSONSerialization.jsonObject(with: Data(text.utf8))
            error["message"] = orNull(parsed)
            found["error"] = error
        }
        return expected.keys.sorted().compactMap { field in
            let wanted = expected[field] ?? NSNull()
            let got = found[field] ?? NSNull()
            guard !isSameJSON(wanted, got) else { return nil }
            return "\(field): expected \(wanted), found \(got)"
        }
    }

    private func fields(of reading: Reading) -> [String: Any] {
        [
            "outcome": reading.outcome.rawValue, "text": orNull(reading.text),
            "reasoning": orNull(reading.reasoning), "refusal": orNull(reading.refusal),
            "tool_calls": reading.toolCalls.map(object), "model": orNull(reading.model),
            "finish_reason": orNull(finishReason(of: reading)),
            "finish_detail": orNull(reading.finish?.detail), "id": orNull(reading.id),
            "served_by": orNull(reading.servedBy),
            "usage": orNull(reading.usage.map { counts($0).mapValues { orNull($0?.value) } }),
            "usage_fields": orNull(
                reading.usage.map { counts($0).mapValues { orNull($0?.field) } }),
            "reported_cost": cost(reading), "error": orNull(reading.error.map(object)),
            "stream": orNull(reading.stream.map(object)),
        ]
    }

    /// A prompt that Gemini blocked has no reason to finish, only a detail: ours is empty then.
    private func finishReason(of reading: Reading) -> String? {
        guard let raw = reading.finish?.raw else { return nil }
        return raw.isEmpty && dialect == "gemini-generate" ? nil : raw
    }

    private func object(_ call: ToolCall) -> [String: Any] {
        var object: [String: Any] = ["id": orNull(call.id), "name": call.name]
        guard !call.arguments.isEmpty else {
            object["arguments"] = [String: Any]()
            return object
        }
        let parsed = try? JSONSerialization.jsonObject(
            with: Data(call.arguments.utf8), options: .fragmentsAllowed)
        object["arguments"] = orNull(parsed)
        if parsed == nil { object["arguments_raw"] = call.arguments }
        return object
    }

    private func object(_ error: ProviderError) -> [String: Any] {
        let code: Any =
            error.codeIsNumber ? orNull(error.code.flatMap { Int($0) }) : orNull(error.code)
        var object: [String: Any] = [
            "status": orNull(error.status), "type": orNull(error.type), "code": code,
            "message": orNull(error.message),
        ]
        if error.isInStream { object["in_stream"] = true }
        return object
    }

    private func object(_ stream: StreamFacts) -> [String: Any] {
        var object: [String: Any] = [
            "framing": stream.framing.rawValue, "events": stream.events,
            "terminated": stream.isTerminated, "terminator": orNull(stream.terminator),
        ]
        if stream.hasTrailingEvent { object["trailing_event"] = true }
        if stream.comments > 0 { object["comments"] = stream.comments }
        if stream.usesCRLF { object["crlf"] = true }
        if stream.hasByteOrderMark { object["bom"] = true }
        if stream.hasNamedEvents { object["named_events"] = true }
        return object
    }

    private func counts(_ usage: Usage) -> [String: Usage.Count?] {
        [
            "input_tokens": usage.input, "output_tokens": usage.output,
            "total_tokens": usage.total, "cached_input_tokens": usage.cachedInput,
            "cache_write_tokens": usage.cacheWrite, "reasoning_tokens": usage.reasoning,
        ]
    }

    private func cost(_ reading: Reading) -> Any {
        for case .cost(let amount, let field, let unit) in reading.evidence {
            return ["amount": orNull(Double(amount)), "field": field, "unit": unit]
        }
        return NSNull()
    }

    private func orNull(_ value: Any?) -> Any { value ?? NSNull() }
}

/// All recordings of these dialects; none where the reference material is absent.
func recordings(of dialects: Set<String>) throws -> [Recording] {
    guard let place = Place.shared("recordings") else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: place.path).sorted()
        .map { place.appending(path: $0) }
        .filter { FileManager.default.fileExists(atPath: $0.appending(path: "meta.json").path) }
        .map(Recording.init)
        .filter { dialects.contains($0.dialect) }
}

/// Whether two values of Foundation's JSON are equal; 1 and 1.0 are, 1 and true are not.
func isSameJSON(_ one: Any, _ other: Any) -> Bool {
    switch (one, other) {
    case (is NSNull, is NSNull): return true
    case (let one as String, let other as String): return one == other
    case (let one as [Any], let other as [Any]):
        return one.count == other.count && zip(one, other).allSatisfy { isSameJSON($0, $1) }
    case (let one as [String: Any], let other as [String: Any]):
        return one.count == other.count
            && one.allSatisfy { key, value in other[key].map { isSameJSON(value, $0) } ?? false }
    case (let one as any NSNumberLike, let other as any NSNumberLike):
        return one.number == other.number && one.isBool == other.isBool
    default: return false
    }
}

protocol NSNumberLike {
    var number: NSNumber { get }
    var isBool: Bool { get }
}

extension NSNumber: NSNumberLike {
    var number: NSNumber { self }
    var isBool: Bool { unsafe objCType.pointee == CChar(UInt8(ascii: "c")) }
}

extension Int: NSNumberLike {
    var number: NSNumber { NSNumber(value: self) }
    var isBool: Bool { false }
}

extension Double: NSNumberLike {
    var number: NSNumber { NSNumber(value: self) }
    var isBool: Bool { false }
}

extension Bool: NSNumberLike {
    var number: NSNumber { NSNumber(value: self) }
    var isBool: Bool { true }
}
