/// What the word after `format` asks of a value: the formats of JSON Schema by the documents that it names, and those
/// that ajv-formats adds, which promptfoo's users have.
struct JSONSchemaFormat: Sendable {
    let name: String
    private let judge: Judge

    private enum Judge: Sendable {
        case text(@Sendable (String) -> Bool)
        /// Numbers from here to there, and whole ones.
        case whole(ClosedRange<Int>)
        /// A regular expression, which whoever searches for patterns knows.
        case pattern(JSONSchema.PatternReader?)
        /// A word that says how a value is meant, and that every one meets.
        case anything
    }

    private init(_ name: String, _ judge: Judge) { (self.name, self.judge) = (name, judge) }

    private init(_ name: String, text: @escaping @Sendable (String) -> Bool) {
        self.init(name, .text(text))
    }

    private static let all: [JSONSchemaFormat] = [
        JSONSchemaFormat("date", text: TimeFormats.isDate),
        JSONSchemaFormat("time", text: { TimeFormats.isTime($0) }),
        JSONSchemaFormat("date-time", text: { TimeFormats.isDateTime($0) }),
        JSONSchemaFormat("duration", text: TimeFormats.isDuration),
        JSONSchemaFormat("email", text: { AddressFormats.isMailbox($0) }),
        JSONSchemaFormat("idn-email", text: { AddressFormats.isMailbox($0, takesAll: true) }),
        JSONSchemaFormat("hostname", text: AddressFormats.isHost),
        JSONSchemaFormat("ipv4", text: AddressFormats.isIPv4),
        JSONSchemaFormat("ipv6", text: AddressFormats.isIPv6),
        JSONSchemaFormat("uri", text: { URIFormats.isReference($0) && URIFormats.hasScheme($0) }),
        JSONSchemaFormat("uri-reference", text: { URIFormats.isReference($0) }),
        JSONSchemaFormat(
            "iri",
            text: { URIFormats.isReference($0, takesAll: true) && URIFormats.hasScheme($0) }),
        JSONSchemaFormat("iri-reference", text: { URIFormats.isReference($0, takesAll: true) }),
        JSONSchemaFormat("uri-template", text: URITemplateFormat.isTemplate),
        JSONSchemaFormat("uuid", text: NotationFormats.isUUID),
        JSONSchemaFormat("json-pointer", text: NotationFormats.isPointer),
        JSONSchemaFormat("relative-json-pointer", text: NotationFormats.isRelativePointer),
        JSONSchemaFormat("regex", .pattern(nil)),
        JSONSchemaFormat("url", text: URIFormats.isURL),
        JSONSchemaFormat("iso-time", text: { TimeFormats.isTime($0, needsOffset: false) }),
        JSONSchemaFormat("iso-date-time", text: { TimeFormats.isDateTime($0, needsOffset: false) }),
        JSONSchemaFormat("json-pointer-uri-fragment", text: NotationFormats.isPointerFragment),
        JSONSchemaFormat("byte", text: NotationFormats.isBase64),
        JSONSchemaFormat("int32", .whole(Int(Int32.min)...Int(Int32.max))),
        JSONSchemaFormat("int64", .whole(Int.min...Int.max)),
        JSONSchemaFormat("float", .anything), JSONSchemaFormat("double", .anything),
        JSONSchemaFormat("password", .anything), JSONSchemaFormat("binary", .anything),
    ]

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    static var names: [String] { all.map(\.name) }

    /// Nil for a format that nobody here knows: then it only says what is meant.
    static func named(_ name: String, patterns: @escaping JSONSchema.PatternReader)
        -> JSONSchemaFormat?
    {
        guard let format = byName[name] else { return nil }
        if case .pattern = format.judge { return JSONSchemaFormat(name, .pattern(patterns)) }
        return format
    }

    /// Whether it asks anything of such a text.
    func takes(_ text: String) -> Bool {
        switch judge {
        case .text(let holds): return holds(text)
        case .pattern(let patterns):
            do throws(JSONSchemaStop) {
                _ = try patterns?(text)
                return true
            } catch {
                return false
            }
        case .whole, .anything: return true
        }
    }

    /// Nil is a number that is not whole, or beyond all reason.
    func takes(whole number: Int?) -> Bool {
        guard case .whole(let range) = judge else { return true }
        return number.map(range.contains) ?? false
    }
}

/// Reads a text byte by byte; what is not ASCII is nothing that any format asks for by name.
struct FormatScan {
    private let bytes: ArraySlice<UInt8>
    private var place: Int

    init(_ text: some StringProtocol) { self.init(Array(text.utf8)[...]) }

    init(_ bytes: ArraySlice<UInt8>) { (self.bytes, place) = (bytes, bytes.startIndex) }

    var isAtEnd: Bool { place == bytes.endIndex }
    var next: UInt8? { isAtEnd ? nil : bytes[place] }

    mutating func takes(_ character: Character) -> Bool {
        guard let next, next == character.asciiValue else { return false }
        place += 1
        return true
    }

    mutating func takes(_ kind: (UInt8) -> Bool) -> Bool {
        guard let next, kind(next) else { return false }
        place += 1
        return true
    }

    /// How many of a kind stand here, all of them passed over.
    @discardableResult
    mutating func skip(_ kind: (UInt8) -> Bool) -> Int {
        let start = place
        while takes(kind) {}
        return place - start
    }

    /// A number of exactly so many digits.
    mutating func number(digits: Int) -> Int? {
        guard let end = bytes.index(place, offsetBy: digits, limitedBy: bytes.endIndex),
            bytes[place..<end].allSatisfy(\.isDigit)
        else { return nil }
        defer { place = end }
        return bytes[place..<end].reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// `%41`
    mutating func takesPercent() -> Bool {
        guard bytes.count - (place - bytes.startIndex) >= 3, bytes[place] == 0x25,
            bytes[place + 1].isHexadecimal, bytes[place + 2].isHexadecimal
        else { return false }
        place += 3
        return true
    }
}

extension UInt8 {
    var isDigit: Bool { (0x30...0x39).contains(self) }
    var isLetter: Bool { (0x61...0x7A).contains(self | 0x20) }
    var isHexadecimal: Bool { isDigit || (0x61...0x66).contains(self | 0x20) }

    func isOne(of characters: String) -> Bool { characters.utf8.contains(self) }
}
