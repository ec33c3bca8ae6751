/// Why a text is no JSON, or too much of it: what was found, and what would be right.
public struct JSONError: Error, Sendable, Equatable {
    /// The first byte that is wrong.
    public var offset: Int
    public var reason: String

    public init(offset: Int, reason: String) {
        self.offset = offset
        self.reason = reason
    }
}

extension JSONError {
    static func tooLong(_ count: Int, _ limits: JSONLimits) -> JSONError {
        JSONError(
            offset: limits.bytesMax,
            reason: "\(count) bytes where at most \(limits.bytesMax) are read")
    }

    init(_ outcome: JSONScanner.Outcome, in text: ArraySlice<UInt8>, _ limits: JSONLimits) {
        let place = text.startIndex + outcome.offset
        self.init(
            offset: outcome.offset,
            reason: Self.reason(outcome.failure, at: place, in: text, limits))
    }

    private static func reason(
        _ failure: JSONScanner.Failure, at place: Int, in text: ArraySlice<UInt8>,
        _ limits: JSONLimits
    ) -> String {
        let found = found(place, in: text)
        switch failure {
        case .none, .room:
            preconditionFailure("a success told as a failure")
        case .value where place == text.startIndex && text.starts(with: [0xEF, 0xBB, 0xBF]):
            return "found a byte order mark where the value should stand"
        case .value where place == text.endIndex && text.isEmpty:
            return "found nothing where a value should stand"
        case .value:
            return "found \(found) where a value should stand"
        case .key:
            return "found \(found) where a key in double quotes should stand"
        case .colon:
            return "found \(found) where ':' should follow the key"
        case .commaInObject:
            return "found \(found) where ',' or '}' should follow the member"
        case .commaInArray:
            return "found \(found) where ',' or ']' should follow the element"
        case .trailing:
            return "found \(found) after the value, where the text should end"
        case .digit:
            return "found \(found) in a number where a digit should stand"
        case .leadingZero:
            return "found a number that starts with 0; it should start with another digit"
        case .control where place == text.endIndex:
            return "found the end of the text in a string that should end with a quote"
        case .control:
            return "found \(found) in a string, where it should be escaped"
        case .escape:
            let after = self.found(place + 1, in: text)
            return "found \(after) after a backslash, where one of \"\\/bfnrtu should stand"
        case .hex:
            return "found \(found) where four hex digits should follow '\\u'"
        case .utf8:
            return "found \(found) in a string, which should be UTF-8"
        case .depth:
            return "found more levels than the \(limits.depthMax) that are read"
        case .nodes:
            return "found more values than the \(limits.nodesMax) that are read"
        }
    }

    /// What stands at a place, in words that are safe to print.
    private static func found(_ place: Int, in text: ArraySlice<UInt8>) -> String {
        guard place < text.endIndex else { return "the end of the text" }
        let byte = text[place]
        switch byte {
        case 0x21...0x7E:
            return "'\(Unicode.Scalar(byte))'"
        case 0x20:
            return "a space"
        case 0x00...0x1F, 0x7F:
            return "the control character U+00" + hex(byte)
        default:
            var bytes = text[place...].prefix(4).makeIterator()
            var decoder = UTF8()
            if case .scalarValue(let scalar) = decoder.decode(&bytes) {
                return "'\(scalar)'"
            }
            return "the byte 0x" + hex(byte)
        }
    }

    private static func hex(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.utf8.count < 2 ? "0" + digits : digits
    }
}
