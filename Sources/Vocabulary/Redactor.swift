/// Takes a run's keys out of text that others wrote: gateways like to repeat the key that they refuse.
public struct Redactor: Sendable, Equatable {
    private let secrets: [String]
    /// Shorter ones are words that stand in any text; no gateway's key is that short.
    private static let lengthMin = 6
    private static let mask = "[secret]"

    public init(_ secrets: [Secret]) {
        // The longest first: a key may begin with another.
        self.secrets = secrets.map(\.revealed).filter { $0.utf8.count >= Self.lengthMin }
            .sorted { $0.utf8.count > $1.utf8.count }
    }

    public var isIdle: Bool { secrets.isEmpty }

    public func redacted(_ text: String) -> String {
        secrets.reduce(text) { Self.replacing($1, in: $0) }
    }

    public func redacted(_ text: String?) -> String? { text.map { redacted($0) } }

    public func redacted(_ bytes: [UInt8]) -> [UInt8] {
        secrets.reduce(bytes) { Self.replacing($1, in: $0) ?? $0 }
    }

    private static func replacing(_ secret: String, in text: String) -> String {
        replacing(secret, in: Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) } ?? text
    }

    /// Nil where it is not in there.
    private static func replacing(_ secret: String, in bytes: [UInt8]) -> [UInt8]? {
        let wanted = Array(secret.utf8)
        guard bytes.count >= wanted.count else { return nil }
        var result: [UInt8] = []
        var (start, index) = (0, 0)
        while index <= bytes.count - wanted.count {
            guard bytes[index] == wanted[0], bytes[index...].starts(with: wanted) else {
                index += 1
                continue
            }
            result += bytes[start..<index]
            result += mask.utf8
            index += wanted.count
            start = index
        }
        guard start > 0 else { return nil }
        return result + bytes[start...]
    }
}

extension Reading {
    /// The same reading without the keys, wherever the other side put them.
    public func redacted(by redactor: Redactor) -> Reading {
        guard !redactor.isIdle else { return self }
        var reading = self
        reading.text = redactor.redacted(text)
        reading.reasoning = redactor.redacted(reasoning)
        reading.refusal = redactor.redacted(refusal)
        reading.toolCalls = toolCalls.map { call in
            ToolCall(
                id: redactor.redacted(call.id), name: redactor.redacted(call.name),
                arguments: redactor.redacted(call.arguments))
        }
        if let finish {
            reading.finish?.raw = redactor.redacted(finish.raw)
            reading.finish?.detail = redactor.redacted(finish.detail)
        }
        reading.model = redactor.redacted(model)
        reading.id = redactor.redacted(id)
        if let error {
            reading.error?.type = redactor.redacted(error.type)
            reading.error?.code = redactor.redacted(error.code)
            reading.error?.message = redactor.redacted(error.message)
            reading.error?.reason = redactor.redacted(error.reason)
        }
        reading.findings = findings.map { finding in
            var finding = finding
            finding.message = redactor.redacted(finding.message)
            return finding
        }
        reading.evidence = evidence.map { evidence in
            switch evidence {
            case .servedBy(let name): .servedBy(redactor.redacted(name))
            case .deployment(let name): .deployment(redactor.redacted(name))
            case .requestID(let id): .requestID(redactor.redacted(id))
            default: evidence
            }
        }
        return reading
    }
}

extension LaneCall {
    /// The same call without the keys, where a provider repeats them.
    public func redacted(by redactor: Redactor) -> LaneCall {
        var call = self
        call.refused = redactor.redacted(refused)
        call.model = redactor.redacted(model)
        if let answer {
            call.answer?.text = redactor.redacted(answer.text)
            call.answer?.model = redactor.redacted(answer.model)
        }
        return call
    }
}
