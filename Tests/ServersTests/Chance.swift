/// Numbers that look random and are the same for the same seed (SplitMix64).
struct Chance {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

    /// A request with one to four places changed, cut out, doubled or filled with something nasty.
    mutating func damaged(_ text: String) -> [UInt8] {
        var bytes = Array(text.utf8)
        let nasty: [[UInt8]] = [
            [0], [13], [10], [13, 10], [13, 10, 13, 10], [58], [32], [9], [0xFF], [0x16, 3, 1],
            Array("Content-Length: 4\r\n".utf8), Array("Transfer-Encoding: chunked\r\n".utf8),
            Array("ffffffff".utf8), Array(";".utf8), Array(repeating: 65, count: 500),
        ]
        for _ in 0...below(4) where !bytes.isEmpty {
            let place = below(bytes.count)
            let end = min(bytes.count, place + 1 + below(12))
            switch below(4) {
            case 0: bytes[place] = UInt8(below(256))
            case 1: bytes.removeSubrange(place..<end)
            case 2: bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
            default: bytes.insert(contentsOf: nasty[below(nasty.count)], at: place)
            }
        }
        return bytes
    }
}
