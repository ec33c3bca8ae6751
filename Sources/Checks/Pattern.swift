import CPCRE2

/// A regular expression, compiled once; it always comes to an end, however it and its text are made.
// Nobody changes a compiled pattern, and each search has its own memory: so threads may share it.
@safe
final class Pattern: @unchecked Sendable {
    /// Why text is no pattern, and before which of its characters, from 0.
    struct Mistake: Error, Equatable {
        var reason: String
        var character: Int
    }

    /// A search that was given up; the reason follows "the search".
    struct GivenUp: Error, Equatable {
        var reason: String
    }

    // Measured: these bounds are met within 50 ms; a pattern that makes sense comes near none of them.
    static let stepsMax = 500_000
    static let depthMax = 500_000
    static let heapKilobytesMax = 32 << 10
    static let patternBytesMax = 64 << 10

    private let code: OpaquePointer

    init(_ text: String) throws(Mistake) {
        var error: Int32 = 0
        var offset = 0
        let bytes = Array(text.utf8)
        let compiled = unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe pp_pcre2_compile(
                bytes.baseAddress, bytes.count, Self.patternBytesMax, &error, &offset)
        }
        guard let compiled = unsafe compiled else {
            let before = String(decoding: bytes.prefix(offset), as: UTF8.self)
            throw Mistake(
                reason: Self.words(for: error), character: before.unicodeScalars.count)
        }
        unsafe code = compiled
    }

    deinit { unsafe pp_pcre2_free(code) }

    func isFound(in text: String) throws(GivenUp) -> Bool {
        let bytes = Array(text.utf8)
        let result = unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe pp_pcre2_match(
                code, bytes.baseAddress, bytes.count, Self.stepsMax, UInt32(Self.depthMax),
                UInt32(Self.heapKilobytesMax))
        }
        switch result {
        case 0...: return true
        case PCRE2_ERROR_NOMATCH: return false
        case PCRE2_ERROR_CALLOUT, PCRE2_ERROR_MATCHLIMIT:
            throw GivenUp(reason: "took more than \(Self.stepsMax) steps")
        case PCRE2_ERROR_DEPTHLIMIT:
            throw GivenUp(reason: "went back to more than \(Self.depthMax) places")
        case PCRE2_ERROR_HEAPLIMIT:
            throw GivenUp(reason: "took more than \(Self.heapKilobytesMax >> 10) MB")
        default: throw GivenUp(reason: "broke off: \(Self.words(for: result))")
        }
    }

    private static func words(for error: Int32) -> String {
        var words = [UInt8](repeating: 0, count: 256)
        let count = unsafe words.withUnsafeMutableBufferPointer { words in
            unsafe pp_pcre2_words(error, words.baseAddress, words.count)
        }
        return String(decoding: words.prefix(max(0, Int(count))), as: UTF8.self)
    }
}
