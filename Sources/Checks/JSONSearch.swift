import Documents
import Vocabulary

/// Finds the JSON objects and lists in a text, one after the other, those within others left out.
struct JSONSearch {
    /// What was found last.
    private(set) var tape = JSONTape(limits: IsJSON.limits)
    private let bytes: [UInt8]
    private var start = 0
    private var workLeft: Int

    /// A text of nothing but opening brackets would be read to its end from each of them.
    static let workMax = 64 << 20

    init(_ text: String, workMax: Int = workMax) {
        bytes = Array(text.utf8)
        workLeft = workMax
    }

    /// Whether there is one more; throws where the text is made to be searched for ever.
    mutating func findNext() throws(Diagnostic) -> Bool {
        while start < bytes.count {
            let begin = start
            start += 1
            guard mayBegin(at: begin), let end = try end(of: begin) else { continue }
            workLeft -= end - begin
            guard (try? tape.read(Array(bytes[begin..<end]))) != nil else { continue }
            start = end
            return true
        }
        return false
    }

    /// A cheap look at what follows the bracket, since prose has brackets too.
    private func mayBegin(at place: Int) -> Bool {
        let isObject = bytes[place] == UInt8(ascii: "{")
        guard isObject || bytes[place] == UInt8(ascii: "[") else { return false }
        var next = place + 1
        while next < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[next]) { next += 1 }
        guard next < bytes.count else { return false }
        switch bytes[next] {
        case UInt8(ascii: "\""): return true
        case UInt8(ascii: "}"): return isObject
        case UInt8(ascii: "]"), UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "-"),
            UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"), 0x30...0x39:
            return !isObject
        default: return false
        }
    }

    /// The place after the bracket that closes the one there; brackets in strings do not count.
    private mutating func end(of begin: Int) throws(Diagnostic) -> Int? {
        var depth = 0
        var isInString = false
        var place = begin
        defer { workLeft -= place - begin }
        while place < bytes.count {
            guard place - begin < workLeft else {
                throw Diagnostic(
                    "whether the answer contains JSON cannot be told: it has too many brackets "
                        + "that nothing closes")
            }
            let byte = bytes[place]
            place += 1
            switch byte {
            case UInt8(ascii: "\\") where isInString: place += 1
            case UInt8(ascii: "\""): isInString.toggle()
            case UInt8(ascii: "{") where !isInString, UInt8(ascii: "[") where !isInString:
                depth += 1
            case UInt8(ascii: "}") where !isInString, UInt8(ascii: "]") where !isInString:
                depth -= 1
                if depth == 0 { return place }
            default: break
            }
        }
        return nil
    }
}
