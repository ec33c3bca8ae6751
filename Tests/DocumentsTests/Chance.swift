import Documents

/// Chance that can be repeated: the seed of a failing case is all that is needed to see it again.
struct Chance: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

    mutating func one<Element>(of elements: [Element]) -> Element {
        elements[below(elements.count)]
    }

    /// Bytes, most of them such as the pieces are made of.
    mutating func bytes(from pieces: [String], count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<count {
            if below(10) == 0 {
                bytes.append(UInt8(below(256)))
            } else {
                bytes += one(of: pieces).utf8
            }
        }
        return bytes
    }

    /// A text with a few bytes changed, doubled or gone.
    mutating func mutated(_ text: [UInt8]) -> [UInt8] {
        var bytes = text
        for _ in 0...below(4) where !bytes.isEmpty {
            let place = below(bytes.count)
            switch below(4) {
            case 0: bytes[place] = UInt8(below(256))
            case 1: bytes.remove(at: place)
            case 2:
                bytes.insert(
                    contentsOf: bytes[place..<min(bytes.count, place + below(20))], at: place)
            default: bytes.removeSubrange(place..<min(bytes.count, place + below(20)))
            }
        }
        return bytes
    }

    /// Text that writers tend to get wrong.
    mutating func text() -> String {
        let pieces = [
            "a", " ", "\n", "\r", "\t", "<", ">", "&", "]]>", "\"", "'", "\u{0}", "\u{1B}[31m",
            "\u{FFFE}",
            "\u{FFFF}", "é", "😀", "\u{301}", "&#0;", "<!--", "<![CDATA[", "<?xml", "\u{2028}",
            "\u{85}",
            "\u{9B}", "\u{202E}", "&amp;", "\u{10FFFF}",
        ]
        return (0..<below(12)).map { _ in one(of: pieces) }.joined()
    }

    mutating func tree(depth: Int) -> XMLNode {
        let names = ["a", "b", "test-case", "é", "_"]
        var node = XMLNode(one(of: names))
        for _ in 0..<below(4) { node.set(one(of: names), text()) }
        for _ in 0..<below(5) {
            if depth > 0, below(2) == 0 {
                node.append(tree(depth: depth - 1))
            } else {
                node.append(text: text())
            }
        }
        return node
    }
}
