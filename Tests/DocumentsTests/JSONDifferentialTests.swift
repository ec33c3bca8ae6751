import Documents
import Foundation
import TestSupport
import Testing

/// Our reading held against Foundation's, text by text and value by value.
///
/// Where the two differ on purpose: Foundation refuses lone surrogates and numbers beyond all doubles,
/// which we read; its doubles may be off in the last place, for which ours are held against the C
/// library's; it drops equal keys, so that values are compared only where keys differ; and it reads
/// UTF-16, UTF-32, byte order marks and a comma after the last element, which we refuse.
struct JSONDifferentialTests {
    let rounds = Place.runsLongTests ? 25_000 : 1500

    func foundation(_ bytes: [UInt8]) -> Any? {
        try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
    }

    func told(_ text: [UInt8]) -> String { String(decoding: text, as: UTF8.self).debugDescription }

    /// Nil where both mean the same value, else where they differ.
    func difference(_ tape: JSONTape, _ node: JSONTape.Node, _ other: Any) -> String? {
        func differs(_ isSame: Bool?) -> String? {
            isSame == true ? nil : "\(tape.text(node)) is \(other) to Foundation"
        }
        switch tape.kind(node) {
        case .null: return differs(other is NSNull)
        case .bool: return differs((other as? NSNumber)?.boolValue == tape.bool(node))
        case .string:
            let text = tape.string(node) ?? ""
            return differs((other as? String)?.utf8.elementsEqual(text.utf8))
        case .number:
            guard let number = other as? NSNumber else { return differs(false) }
            if let integer = tape.integer(node), abs(integer) < 1 << 53 {
                return differs(number.intValue == integer)
            }
            return differs(isClose(number.doubleValue, tape.double(node)))
        case .array:
            guard let array = other as? [Any], array.count == tape.count(node) else {
                return differs(false)
            }
            return zip(tape.elements(node), array).lazy.compactMap { difference(tape, $0, $1) }
                .first
        case .object:
            guard let object = other as? [String: Any] else { return differs(false) }
            let members = Array(tape.members(node))
            guard object.count == members.count else { return differs(false) }
            return members.lazy.compactMap { member in
                guard let key = tape.string(member.key), let value = object[key] else {
                    return differs(false)
                }
                return difference(tape, member.value, value)
            }.first
        }
    }

    func isClose(_ one: Double, _ other: Double?) -> Bool {
        guard let other else { return false }
        return abs(one - other) <= max(abs(one), abs(other)) * 1e-14
    }

    /// Whether a bracket closes what a comma said would go on.
    func isAfterComma(_ error: JSONError, _ text: [UInt8]) -> Bool {
        let before = text[..<error.offset].last { !Array(" \n\r\t".utf8).contains($0) }
        return before == UInt8(ascii: ",") && Array("]}".utf8).contains(text[error.offset])
    }

    /// Whether a text has what we read and Foundation does not.
    func hasMore(_ tape: JSONTape, _ node: JSONTape.Node) -> Bool {
        tape.hasLoneSurrogates
            || tape.kind(node) == .number && tape.double(node) == nil
            || tape.elements(node).contains { hasMore(tape, $0) }
            || tape.members(node).contains { hasMore(tape, $0.value) }
    }

    @Test(.timeLimit(.minutes(2)))
    func `doubles are those of the C library`() throws {
        var random = SeededRandom(seed: 3)
        var tape = JSONTape()
        for _ in 0..<rounds * 4 {
            let digits = (0...random.below(30)).map { _ in String(random.below(10)) }.joined()
            let whole = digits.drop { $0 == "0" }
            let text =
                (random.below(2) == 0 ? "-" : "") + (whole.isEmpty ? "0" : whole)
                + ".\(random.below(100_000))e\(random.below(700) - 350)"
            try tape.read(text)
            let expected = unsafe strtod(text, nil)
            #expect(
                tape.double(tape.root)?.bitPattern
                    == (expected.isFinite ? expected.bitPattern : nil), "\(text)")
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `generated texts have the values that Foundation finds`() throws {
        var generator = JSONGenerator(seed: 1)
        var tape = JSONTape()
        for round in 0..<rounds {
            let text = generator.text()
            try tape.read(text)
            let other = try #require(foundation(text), "round \(round): \(told(text))")
            #expect(difference(tape, tape.root, other) == nil, "round \(round)")
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `wounded texts are read or refused as Foundation does`() throws {
        var generator = JSONGenerator(seed: 2)
        var tape = JSONTape()
        var accepted = 0
        var refused = 0
        for round in 0..<rounds * 2 {
            let text = generator.mutated(generator.text())
            let other = foundation(text)
            do {
                try tape.read(text)
                accepted += 1
                if let other {
                    if tape.repeatedKey == nil {
                        #expect(difference(tape, tape.root, other) == nil, "round \(round)")
                    }
                } else if !hasMore(tape, tape.root) {
                    Issue.record("round \(round): only we read \(told(text))")
                }
            } catch {
                refused += 1
                #expect(
                    other == nil || isAfterComma(error, text),
                    "round \(round): only Foundation reads \(told(text)): \(error)")
            }
        }
        #expect(accepted > rounds / 10)
        #expect(refused > rounds / 2)
    }

    @Test(.enabled(if: Place.shared("recordings") != nil, "no recordings beside the checkout"))
    func `recorded answers have the values that Foundation finds`() throws {
        let folder = try #require(Place.shared("recordings"))
        var tape = JSONTape()
        var compared = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
            let place = folder.appending(path: name).appending(path: "response.body")
            guard let body = try? Data(contentsOf: place), body.count < 50_000 else { continue }
            let lines = body.split(separator: 0x0A).map { line in
                line.starts(with: Array("data:".utf8)) ? line.dropFirst(5) : line
            }
            for text in ([body] + lines).map([UInt8].init) {
                let other = foundation(text)
                do {
                    try tape.read(text)
                    let value = try #require(other, "\(name): only we read \(told(text))")
                    #expect(difference(tape, tape.root, value) == nil, "\(name)")
                    compared += 1
                } catch let error as JSONError {
                    #expect(other == nil, "\(name): only Foundation reads \(told(text)): \(error)")
                }
            }
        }
        #expect(compared > 5000)
    }
}
