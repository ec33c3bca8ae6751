import CPCRE2

/// A regular expression of JavaScript's, compiled once; it always comes to an end, however it and its text are made.
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

    private let usual: OpaquePointer
    /// PCRE2 looks for its own line ends faster than for what stands for JavaScript's: only texts that have another
    /// than a line feed are searched with these.
    private let strict: OpaquePointer?

    init(_ text: String) throws(Mistake) {
        guard text.utf8.count <= Self.patternBytesMax else {
            throw Mistake(
                reason: "it has more than \(Self.patternBytesMax) bytes", character: 0)
        }
        let translation = try PatternTranslation(text)
        do throws(Failure) {
            unsafe usual = try Self.compiled(translation.usual)
        } catch {
            throw Mistake(
                reason: Self.words(for: error.code),
                character: translation.character(atByte: error.offset))
        }
        guard let other = translation.strict else {
            unsafe strict = nil
            return
        }
        do throws(Failure) {
            unsafe strict = try Self.compiled(other)
        } catch {
            unsafe pp_pcre2_free(usual)
            throw Mistake(reason: Self.words(for: error.code), character: 0)
        }
    }

    private struct Failure: Error {
        var code: Int32
        var offset: Int
    }

    private static func compiled(_ text: String) throws(Failure) -> OpaquePointer {
        var error: Int32 = 0
        var offset = 0
        let bytes = Array(text.utf8)
        let compiled = unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe pp_pcre2_compile(
                bytes.baseAddress, bytes.count, bytes.count, &error, &offset)
        }
        guard let compiled = unsafe compiled else { throw Failure(code: error, offset: offset) }
        return unsafe compiled
    }

    deinit {
        unsafe pp_pcre2_free(usual)
        if let strict = unsafe strict { unsafe pp_pcre2_free(strict) }
    }

    func isFound(in text: String) throws(GivenUp) -> Bool {
        let bytes = Array(text.utf8)
        var code = unsafe usual
        if let strict = unsafe strict, hasRareLineEnd(bytes) { unsafe code = strict }
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

    /// A return, U+2028 and U+2029.
    private func hasRareLineEnd(_ bytes: [UInt8]) -> Bool {
        for (index, byte) in bytes.enumerated() {
            if byte == 0x0D { return true }
            if byte == 0xE2, index + 2 < bytes.count, bytes[index + 1] == 0x80,
                bytes[index + 2] & 0xFE == 0xA8
            {
                return true
            }
        }
        return false
    }

    private static func words(for error: Int32) -> String {
        var words = [UInt8](repeating: 0, count: 256)
        let count = unsafe words.withUnsafeMutableBufferPointer { words in
            unsafe pp_pcre2_words(error, words.baseAddress, words.count)
        }
        return String(decoding: words.prefix(max(0, Int(count))), as: UTF8.self)
    }
}
