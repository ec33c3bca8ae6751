import Documents
import Vocabulary

/// A picture beside a suite, as the `data:` address that prompts carry.
enum Picture {
    static let endings = [
        "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif",
        "webp": "image/webp",
    ]

    /// The largest that providers take is 20 MB or so.
    private static let bytesMax = 32 << 20

    static func isNamed(_ path: String) -> Bool { endings[FilePath.ending(of: path)] != nil }

    static func dataURL(path: String, askedBy asker: Node) throws(Diagnostics) -> String {
        guard let type = endings[FilePath.ending(of: path)] else {
            let known = endings.keys.sorted().map { ".\($0)" }.joined(separator: ", ")
            throw Diagnostics([
                asker.diagnostic(
                    "'\(path)' is no picture that models read", hint: "its name ends in \(known)")
            ])
        }
        let bytes = try RawFile.read(path: path, upTo: bytesMax, askedBy: asker)
        return "data:\(type);base64," + base64(bytes)
    }

    static func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            bits <<= UInt32(3 - group.count) * 8
            for place in 0..<4 {
                let sextet = Int(bits >> UInt32(18 - 6 * place) & 63)
                text.append(place <= group.count ? alphabet[sextet] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
