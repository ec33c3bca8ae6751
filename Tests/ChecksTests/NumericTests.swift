import Testing
import Vocabulary

@testable import Checks

@Suite struct NumericTests {
    private func holds(_ keys: String, _ answer: String) throws -> Bool {
        try Sample.judge("{ type: numeric, \(keys) }", answer).word == .passed
    }

    @Test(arguments: [
        ("It costs $1,234.50.", "1234.5"), ("-3 degrees", "-3"), ("minus: \u{2212}7", "-7"),
        ("about 2e6 of them", "2000000"), ("GPT-5 says 7", "7"), ("H2O boils at 100", "100"),
        ("0.1", "0.10"), ("(42)", "42"), ("The year 2026, or 2027", "2026"), ("1.", "1"),
        ("12345678901234567890123", "12345678901234567890123"), ("+5", "5"), ("50%", "50"),
    ])
    func `the first number of prose is read as English writes it`(answer: String, value: String)
        throws
    {
        #expect(try holds("value: \(value)", answer))
        #expect(!(try holds("value: 123456", answer)))
    }

    @Test(arguments: [
        ("0.3", "0.1", "0.4", true), ("0.3", "0.1", "0.2", true), ("0.3", "0.1", "0.41", false),
        ("100", "5", "105", true), ("100", "5", "94.999", false),
        ("1e20", "1", "100000000000000000001", true),
        ("1e20", "1", "100000000000000000002", false), ("-1", "0.5", "-1.5", true),
    ])
    func `a tolerance is exact to the last digit, its ends included`(
        value: String, tolerance: String, answer: String, near: Bool
    ) throws {
        #expect(try holds("value: \(value), tolerance: \(tolerance)", answer) == near)
    }

    @Test(arguments: [
        ("7", true), (" 7\n", true), ("+7", true), ("7 apples", false), ("7.0", true),
        ("seven", false), ("", false), ("7,000", false),
    ])
    func `the whole answer can be asked to be a number`(answer: String, isNumber: Bool) throws {
        #expect(try holds("value: 7, part: whole", answer) == isNumber)
    }

    @Test func `what came in its place is told`() throws {
        let message = try Sample.judge("{ type: numeric, value: 7 }", "8 of 9").message
        #expect(message?.hasSuffix("(the first number in it is '8')") == true)
        let none = try Sample.judge("{ type: numeric, value: 7 }", "none").message
        #expect(none?.hasSuffix("(it has no number)") == true)
    }

    @Test(arguments: [
        "value: seven", "value: 1, tolerance: -1", "value: 1, part: last", "tolerance: 1",
        "value: 0x10", "value: [1]",
    ])
    func `what is no number is a mistake of the suite`(keys: String) throws {
        #expect(try Sample.mistakes("{ type: numeric, \(keys) }").count == 1)
    }
}
