import Foundation

/// SplitMix64: the same for the same seed.
public struct SeededDice {
    public var state: UInt64

    public init(state: UInt64) { self.state = state }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    public mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

    /// A key of one provider or another, of 20 to 4,000 signs.
    public mutating func key(_ beginning: String, lengths: [Int], signs: String = "") -> String {
        let alphabets = [
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.", "0123456789abcdef",
        ]
        let letters = Array(alphabets[below(alphabets.count)] + signs)
        let count = lengths[below(lengths.count)] + below(20)
        return beginning + String((0..<count).map { _ in letters[below(letters.count)] })
    }
}

/// Ways to write a key down that programs have.
public enum KeySpelling {
    /// As a text has it: escaped for an address, a page, a program, a head, or not at all; now and then twice.
    public static func spelled(_ key: String, _ dice: inout SeededDice) -> String {
        let once = spelledOnce(key, &dice)
        return dice.below(4) == 0 ? spelledOnce(once, &dice) : once
    }

    private static func spelledOnce(_ text: String, _ dice: inout SeededDice) -> String {
        let (way, share) = (dice.below(9), dice.below(2) == 0 ? 100 : 25)
        if way == 8 { return Data(":\(text)".utf8).base64EncodedString() }
        return text.unicodeScalars.map { scalar -> String in
            let isSign = !scalar.properties.isAlphabetic && scalar.properties.numericType == nil
            guard isSign || dice.below(100) < share else { return String(scalar) }
            let code = scalar.value
            let hex = String(code, radix: 16)
            return switch way {
            case 0: "%" + hex.uppercased()
            case 1: "%" + hex
            case 2: "&#\(code);"
            case 3: "&#x\(hex);"
            case 4: named[Character(scalar)].map { "&\($0);" } ?? String(scalar)
            case 5: "\\u00" + hex
            case 6: "\\x" + hex
            default: String(scalar)
            }
        }.joined()
    }

    /// A text as it stands within JSON's quotes.
    public static func json(_ text: String, _ dice: inout SeededDice) -> String {
        let way = dice.below(5)
        return text.unicodeScalars.map { scalar -> String in
            let code = scalar.value
            let hex = String(code, radix: 16)
            switch scalar {
            case "\"", "\\": return "\\" + String(scalar)
            case "/" where way > 0: return "\\/"
            case "+" where way > 1, "&" where way > 1, "'" where way > 1, "<" where way > 1:
                return "\\u00" + hex.uppercased()
            case _ where way == 4 && code > 0x20 && code < 0x7F: return "\\u00" + hex
            default: return String(scalar)
            }
        }.joined()
    }

    private static let named: [Character: String] = [
        "+": "plus", "/": "sol", "=": "equals", "&": "amp", "_": "lowbar", ".": "period",
        "%": "percnt", "!": "excl", "$": "dollar", "*": "ast", "@": "commat",
    ]

    /// A text read in all those ways, again and again.
    public static func readings(of text: String) -> [String] {
        var readings = [text]
        while readings.count < 6, let last = readings.last {
            let plain = unescaped(last)
            if plain == last { break }
            readings.append(plain)
        }
        let coded = readings.flatMap { text in
            text.split { !($0.isASCII && ($0.isLetter || $0.isNumber || "+/=".contains($0))) }
                .filter { $0.utf8.count >= 24 }
                .compactMap { word -> String? in
                    let bare = word.drop { $0 == "=" }.prefix { $0 != "=" }
                    return Data(base64Encoded: bare.prefix(bare.count / 4 * 4).description).map {
                        String(decoding: $0, as: UTF8.self)
                    }
                }
        }
        return readings + [coded.joined(separator: "\n")]
    }

    private static let escapes = Array("\\%&".utf8)

    private static func unescaped(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        func number(_ start: Int, _ count: Int, _ radix: Int = 16) -> UInt8? {
            guard start + count <= bytes.count else { return nil }
            return UInt8(
                String(decoding: bytes[start..<start + count], as: UTF8.self), radix: radix)
        }
        while index < bytes.count {
            // Most bytes are no beginning of an escape, and a page has a million of them.
            guard Self.escapes.contains(bytes[index]) else {
                result.append(bytes[index])
                index += 1
                continue
            }
            let rest = bytes[index...].prefix(12)
            var (byte, length): (UInt8?, Int) = (nil, 0)
            if rest.starts(with: "\\u00".utf8) {
                (byte, length) = (number(index + 4, 2), 6)
            } else if rest.starts(with: "\\x".utf8) {
                (byte, length) = (number(index + 2, 2), 4)
            } else if rest.starts(with: "\\".utf8), let next = rest.dropFirst().first,
                "/\\\"".utf8.contains(next)
            {
                (byte, length) = (next, 2)
            } else if rest.starts(with: "%".utf8) {
                (byte, length) = (number(index + 1, 2), 3)
            } else if rest.starts(with: "&".utf8),
                let end = rest.firstIndex(of: UInt8(ascii: ";"))
            {
                let name = String(decoding: bytes[index + 1..<end], as: UTF8.self)
                if name.hasPrefix("#x") {
                    byte = UInt8(name.dropFirst(2), radix: 16)
                } else if name.hasPrefix("#") {
                    byte = UInt8(name.dropFirst(1))
                } else {
                    byte = named.first { $0.value == name }?.key.asciiValue
                }
                length = end + 1 - index
            }
            if let byte {
                result.append(byte)
                index += length
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

/// Finds parts of keys in texts.
public struct KeyHunter {
    private let windows: Set<UInt128>
    private static let length = 16

    public init(_ keys: [String]) {
        var windows: Set<UInt128> = []
        for key in keys { Self.roll(key.lowercased()) { windows.insert($0) } }
        self.windows = windows
    }

    /// Sixteen signs of a key, in whatever spelling; nil where none are there.
    public func trace(in text: String) -> String? {
        for reading in KeySpelling.readings(of: text) {
            var found: UInt128?
            Self.roll(reading.lowercased()) { if windows.contains($0) { found = $0 } }
            if let found {
                return String(
                    decoding: (0..<16).map { UInt8(truncatingIfNeeded: found >> (8 * (15 - $0))) },
                    as: UTF8.self)
            }
        }
        return nil
    }

    private static func roll(_ text: String, _ use: (UInt128) -> Void) {
        var (window, count): (UInt128, Int) = (0, 0)
        for byte in text.utf8 {
            window = window << 8 | UInt128(byte)
            count += 1
            if count >= length { use(window) }
        }
    }
}
