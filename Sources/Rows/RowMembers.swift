import Documents
import Vocabulary

/// The members of one object of a row, asked for by key.
///
/// Asked for in the order in which `RowWriter` writes them, each costs one comparison: what is not the
/// next member is taken for absent. Where that leaves members over, or lacks one, the row was written
/// by others, and is read again by looking every key up.
struct RowMembers {
    struct Wrong: Error { var reason: String }

    private let tape: JSONTape
    private let node: JSONTape.Node
    private let isInOrder: Bool
    private var rest: JSONTape.Members
    private var next: (key: JSONTape.Node, value: JSONTape.Node)?

    private init(_ tape: JSONTape, _ node: JSONTape.Node, isInOrder: Bool) {
        self.tape = tape
        self.node = node
        self.isInOrder = isInOrder
        rest = tape.members(node)
        next = rest.next()
    }

    /// Nil for a type of row that this version does not know.
    static func row(_ tape: JSONTape) throws(Wrong) -> Row? {
        guard tape.kind(tape.root) == .object else { throw Wrong(reason: "a row is an object") }
        var members = RowMembers(tape, tape.root, isInOrder: true)
        do throws(Wrong) {
            let row = try members.row()
            if members.isExhausted { return row }
        } catch {
            // Another order, or a mistake: the second reading tells which.
        }
        members = RowMembers(tape, tape.root, isInOrder: false)
        return try members.row()
    }

    private var isExhausted: Bool { next == nil }

    private mutating func row() throws(Wrong) -> Row? {
        switch try text("type") {
        case "case": return .case(try caseRow())
        case "run": return .run(try runRow())
        case "path": return .path(try pathRow())
        case "attempt": return .attempt(try attemptRow())
        case "call": return .call(try callRow())
        case "question": return .question(try questionRow())
        case "ledger": return .ledger(try ledgerRow())
        case "rehearsal": return .rehearsal(try rehearsalRow())
        case "gate": return .gate(try gateRow())
        case "finding": return .finding(try findingRow())
        case "end": return .end(try endRow())
        default: return nil
        }
    }

    // MARK: Values

    mutating func find(_ key: StaticString) -> JSONTape.Node? {
        guard isInOrder else { return tape.member(key, of: node) }
        guard let (name, value) = next, tape.equals(name, key) else { return nil }
        next = rest.next()
        return value
    }

    mutating func text(_ key: StaticString) throws(Wrong) -> String {
        guard let text = optional(key) else { throw wrong(key) }
        return text
    }

    mutating func optional(_ key: StaticString) -> String? { find(key).flatMap { tape.string($0) } }

    mutating func number(_ key: StaticString) -> Int? { find(key).flatMap { tape.integer($0) } }

    mutating func count(_ key: StaticString) throws(Wrong) -> Int {
        guard let count = number(key) else { throw wrong(key) }
        return count
    }

    mutating func figure(_ key: StaticString) throws(Wrong) -> Double {
        guard let figure = find(key).flatMap({ tape.double($0) }) else { throw wrong(key) }
        return figure
    }

    mutating func flag(_ key: StaticString) throws(Wrong) -> Bool {
        guard let flag = find(key).flatMap({ tape.bool($0) }) else { throw wrong(key) }
        return flag
    }

    mutating func optionalFlag(_ key: StaticString) -> Bool? {
        find(key).flatMap { tape.bool($0) }
    }

    mutating func time(_ key: StaticString) -> Duration? {
        number(key).map { .microseconds($0) }
    }

    mutating func neededTime(_ key: StaticString) throws(Wrong) -> Duration {
        guard let time = time(key) else { throw wrong(key) }
        return time
    }

    mutating func leg(_ key: StaticString) -> LegID? { optional(key).flatMap(Self.leg) }

    mutating func neededLeg(_ key: StaticString) throws(Wrong) -> LegID {
        guard let leg = leg(key) else { throw wrong(key) }
        return leg
    }

    mutating func word<Word: RawRepresentable<String>>(_ key: StaticString) throws(Wrong) -> Word {
        guard let word = optional(key).flatMap(Word.init) else { throw wrong(key) }
        return word
    }

    mutating func strings(_ key: StaticString) -> [String] {
        guard let list = find(key) else { return [] }
        return tape.elements(list).map { tape.string($0) ?? "" }
    }

    mutating func numbers(_ key: StaticString) -> [Int] {
        guard let list = find(key) else { return [] }
        return tape.elements(list).compactMap { tape.integer($0) }
    }

    /// An object of texts, in order.
    mutating func texts(_ key: StaticString) -> [(name: String, text: String)] {
        guard let object = find(key) else { return [] }
        var found: [(name: String, text: String)] = []
        for (name, text) in tape.members(object) {
            found.append((tape.string(name) ?? "", tape.string(text) ?? ""))
        }
        return found
    }

    /// The members of an object within this one, read in the same manner.
    mutating func object(_ key: StaticString) -> RowMembers? {
        find(key).map { RowMembers(tape, $0, isInOrder: isInOrder) }
    }

    mutating func objects(_ key: StaticString) -> [RowMembers] {
        guard let list = find(key) else { return [] }
        return tape.elements(list).map { RowMembers(tape, $0, isInOrder: isInOrder) }
    }

    mutating func legCalls(_ key: StaticString) throws(Wrong) -> [CaseRow.LegCalls] {
        guard let object = find(key) else { return [] }
        var found: [CaseRow.LegCalls] = []
        for (name, count) in tape.members(object) {
            guard let leg = tape.string(name).flatMap(Self.leg), let count = tape.integer(count)
            else {
                throw wrong(key)
            }
            found.append(CaseRow.LegCalls(leg: leg, count: count))
        }
        return found
    }

    /// Members that were left over make the whole row be read again.
    mutating func leave(_ inner: RowMembers) throws(Wrong) {
        if isInOrder, !inner.isExhausted { throw Wrong(reason: "another order") }
    }

    private func wrong(_ key: StaticString) -> Wrong {
        let found = tape.member(key, of: node).map { ", found \(tape.text($0))" } ?? ""
        return Wrong(reason: "'\(key)' is missing or of the wrong kind\(found)")
    }

    /// `route/place`: a route's name may hold slashes, its place holds none.
    static func leg(_ text: String) -> LegID? {
        let bytes = text.utf8.span
        var (place, scale, end) = (0, 1, bytes.count)
        while end > 0, case UInt8(ascii: "0")...UInt8(ascii: "9") = bytes[end - 1],
            scale <= 1_000_000
        {
            end -= 1
            place += Int(bytes[end] - UInt8(ascii: "0")) * scale
            scale *= 10
        }
        guard place >= 1, end > 0, bytes[end - 1] == UInt8(ascii: "/") else { return nil }
        return LegID(route: String(Substring(text.utf8.prefix(end - 1))), index: place - 1)
    }
}
