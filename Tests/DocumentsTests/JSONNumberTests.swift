import Documents
import Testing

struct JSONNumberTests {
    func tape(_ text: String) throws -> JSONTape {
        var tape = JSONTape()
        try tape.read(text)
        return tape
    }

    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("12", 12), ("12.0", 12), ("1.2e1", 12), ("120e-1", 12),
            ("-1.20E+2", -120),
            ("0e999999999999999999999", 0), ("0.0", 0), ("0.000", 0),
            ("1e18", 1_000_000_000_000_000_000),
            ("1000000000000000000000e-3", 1_000_000_000_000_000_000),
            ("9223372036854775807", .max), ("-9223372036854775808", .min),
            ("9223372036854775807.000", .max), ("-9.223372036854775808e18", .min),
            ("9223372036854775808", nil), ("-9223372036854775809", nil),
            ("9223372036854775808e0", nil),
            ("1e19", nil), ("1e999999999999999999999999", nil), ("1e-1", nil), ("0.5", nil),
            ("1.25e1", nil),
            ("99999999999999999999999999", nil), ("\"12\"", nil), ("true", nil), ("null", nil),
        ] as [(String, Int?)])
    func `a whole number is an integer however it is spelled`(text: String, value: Int?) throws {
        let tape = try tape(text)
        #expect(tape.integer(tape.root) == value)
    }

    @Test(
        arguments: [
            ("0", 0), ("-0", -0.0), ("0.1", 0.1), ("1e22", 1e22),
            ("1.7976931348623157e308", .greatestFiniteMagnitude),
            ("5e-324", .leastNonzeroMagnitude), ("1e-400", 0), ("1e400", nil), ("-1e400", nil),
            ("9007199254740993", 9_007_199_254_740_992), ("0.30000000000000004", 0.1 + 0.2),
            ("[]", nil),
        ] as [(String, Double?)])
    func `a number is its nearest double`(text: String, value: Double?) throws {
        let tape = try tape(text)
        #expect(tape.double(tape.root)?.bitPattern == value?.bitPattern)
    }

    @Test(arguments: [
        "0", "-0", "1.10", "123456789012345678901234567890", "1E+2", "0.00000000000000000000000001",
        "1e999999999999999999999999",
    ])
    func `a number keeps its own text`(text: String) throws {
        let tape = try tape("[ \(text) ]")
        let number = try #require(tape.first(tape.root))
        #expect(tape.number(number) == text)
        #expect(tape.range(number) == 2..<2 + text.utf8.count)
    }

    @Test func `what is no number has no number's text`() throws {
        let tape = try tape(#""1""#)
        #expect(tape.number(tape.root) == nil)
        #expect(tape.double(tape.root) == nil)
    }

    @Test(arguments: [
        (["0", "-0", "0.00", "0e5"], "0"),
        (["12.5", "1.25e1", "125e-1", "12.50", "0.125E2"], "12.5"),
        (["-100", "-1e2", "-100.0"], "-100"),
        (["0.001", "1e-3", "10E-4"], "0.001"),
        (["1e21", "1.0e21"], "1e+21"), (["1e20"], "100000000000000000000"),
        (["1.5e-9", "0.0000000015"], "1.5e-9"), (["0.000001"], "0.000001"),
        (["1234567890123456789012345678901"], "1.234567890123456789012345678901e+30"),
        (["9007199254740993"], "9007199254740993"),
    ])
    func `equal numbers have one canonical text, and nothing is rounded`(
        spellings: [String], canonical: String
    ) throws {
        for spelling in spellings {
            let tape = try tape(spelling)
            #expect(JSONText.canonical(of: tape.root, in: tape) == canonical, "\(spelling)")
        }
    }
}
