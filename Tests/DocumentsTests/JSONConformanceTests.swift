import Documents
import Foundation
import TestSupport
import Testing

/// The public suite of JSON texts: `y_` must be read, `n_` refused, `i_` is left to us.
@Suite(
    .enabled(
        if: Place.shared("conformance/json") != nil, "no conformance texts beside the checkout"))
struct JSONConformanceTests {
    func texts(_ prefix: String) throws -> [(name: String, bytes: [UInt8])] {
        let folder = try #require(Place.shared("conformance/json"))
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            .filter { $0.hasPrefix(prefix) }
            .map {
                (String($0.dropLast(5)), [UInt8](try Data(contentsOf: folder.appending(path: $0))))
            }
    }

    func isRead(_ bytes: [UInt8], _ limits: JSONLimits = .standard) -> Bool {
        var tape = JSONTape(limits: limits)
        do { try tape.read(bytes) } catch {
            // An error names a place in the text, its end included.
            #expect((0...bytes.count).contains(error.offset))
            #expect(!error.reason.isEmpty)
            return false
        }
        return true
    }

    @Test func `all valid texts are read`() throws {
        let texts = try texts("y_")
        #expect(texts.count == 95)
        for text in texts { #expect(isRead(text.bytes), "\(text.name)") }
    }

    @Test func `all invalid texts are refused`() throws {
        let texts = try texts("n_")
        #expect(texts.count == 188)
        for text in texts { #expect(!isRead(text.bytes), "\(text.name)") }
    }

    /// Numbers are kept as text, so none is too large or too small to be read.
    static let numbers: Set<String> = [
        "i_number_double_huge_neg_exp", "i_number_huge_exp", "i_number_neg_int_huge_exp",
        "i_number_pos_double_huge_exp", "i_number_real_neg_overflow", "i_number_real_pos_overflow",
        "i_number_real_underflow", "i_number_too_big_neg_int", "i_number_too_big_pos_int",
        "i_number_very_big_negative_int",
    ]

    /// Half of a surrogate pair, written as an escape, follows the grammar; it decodes to U+FFFD.
    static let loneSurrogates: Set<String> = [
        "i_object_key_lone_2nd_surrogate", "i_string_1st_surrogate_but_2nd_missing",
        "i_string_1st_valid_surrogate_2nd_invalid",
        "i_string_incomplete_surrogate_and_escape_valid", "i_string_incomplete_surrogate_pair",
        "i_string_incomplete_surrogates_escape_valid", "i_string_invalid_lonely_surrogate",
        "i_string_invalid_surrogate", "i_string_inverted_surrogates_U+1D11E",
        "i_string_lone_second_surrogate",
    ]

    /// The other texts are not UTF-8, start with a byte order mark, or nest 500 deep: refused.
    @Test func `of the texts left to us those that follow the grammar in UTF-8 are read`() throws {
        let texts = try texts("i_")
        #expect(texts.count == 35)
        for text in texts {
            let expected =
                Self.numbers.contains(text.name) || Self.loneSurrogates.contains(text.name)
            #expect(isRead(text.bytes) == expected, "\(text.name)")
        }
    }

    @Test func `lone surrogates are told and decode to the replacement character`() throws {
        for text in try texts("i_") where Self.loneSurrogates.contains(text.name) {
            var tape = JSONTape()
            try tape.read(text.bytes)
            #expect(tape.hasLoneSurrogates, "\(text.name)")
            let strings =
                tape.elements(tape.root).compactMap(tape.string)
                + tape.members(tape.root).compactMap { tape.string($0.key) }
            #expect(strings.contains { $0.unicodeScalars.contains("\u{FFFD}") }, "\(text.name)")
        }
    }

    @Test func `500 nested arrays are read where the limit allows it`() throws {
        let text = try #require(try texts("i_structure_500_nested_arrays").first)
        #expect(isRead(text.bytes, JSONLimits(depthMax: 500)))
        #expect(!isRead(text.bytes, JSONLimits(depthMax: 499)))
    }

    @Test func `no prefix of a text makes it read beyond`() throws {
        for text in try texts("") where text.bytes.count < 500 {
            for end in text.bytes.indices { _ = isRead(Array(text.bytes[..<end])) }
        }
    }
}
