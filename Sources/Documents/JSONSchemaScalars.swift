/// Numbers that a schema may be content with: near its bounds, and multiples of what it asks for.
enum JSONSchemaNumbers {
    static func candidates(for demand: JSONSchemaDemand, salt: Int) -> [String] {
        let lower = demand.bounds.filter { !$0.isUpper }.compactMap { Double($0.shown) }.max()
        let upper = demand.bounds.filter(\.isUpper).compactMap { Double($0.shown) }.min()
        let start = lower ?? upper.map { min(0, $0.rounded(.down)) } ?? 0
        let whole = start.rounded(.up)
        var tried: [Double] = []
        for divisor in demand.divisors.compactMap({ Double($0) }) where divisor > 0 {
            let factor = (start / divisor).rounded(.up)
            tried += [0, 1, -1].map { (factor + $0 + Double(salt)) * divisor }
        }
        // From one up, where nothing else is asked: a count of none says little.
        let first = lower == nil && upper.map { $0 >= 1 } ?? true ? 1 : whole
        tried += [first, whole, whole + 1, whole - 1].map { $0 + Double(salt) }
        if let upper { tried += [upper.rounded(.down) - Double(salt), upper] }
        if let lower, let upper { tried.append(lower + (upper - lower) / 2) }
        tried += [start + 0.5, start]
        return tried.filter(\.isFinite).map(text)
    }

    private static func text(_ number: Double) -> String {
        guard let whole = Int(exactly: number) else { return "\(number)" }
        return "\(whole)"
    }
}

/// Texts that a schema may be content with.
enum JSONSchemaTexts {
    static func candidates(for demand: JSONSchemaDemand, salt: Int) -> [String] {
        var tried: [String] = []
        for pattern in demand.patterns {
            for extra in [0, 1, max(0, demand.lengthMin), 7, 3] {
                if let text = PatternExample.text(for: pattern, repeating: extra + salt) {
                    tried.append(text)
                }
            }
        }
        if let format = demand.format, let text = formats[format] {
            tried.append(salted(text, salt, format))
        }
        if demand.lengthMin <= longest {
            tried.append(fitted(salt == 0 ? "text" : "text \(salt + 1)", demand))
        }
        tried.append("")
        return tried.map(quoted)
    }

    /// More than any model would be asked for.
    private static let longest = 100_000

    /// Values by the names of `format`; the addresses are those reserved for examples.
    private static let formats = [
        "date-time": "2026-01-31T12:00:00Z", "date": "2026-01-31", "time": "12:00:00Z",
        "duration": "P1D", "email": "ada@example.com", "idn-email": "ada@example.com",
        "hostname": "example.com", "idn-hostname": "example.com", "ipv4": "192.0.2.1",
        "ipv6": "2001:db8::1", "uri": "https://example.com/", "uri-reference": "/page",
        "iri": "https://example.com/", "iri-reference": "/page",
        "uri-template": "https://example.com/{id}",
        "uuid": "123e4567-e89b-42d3-a456-426614174000", "json-pointer": "/member",
        "relative-json-pointer": "0", "regex": "^a+$", "url": "https://example.com/",
        "iso-time": "12:00:00Z", "iso-date-time": "2026-01-31T12:00:00Z",
        "json-pointer-uri-fragment": "#/member", "byte": "dGV4",
    ]

    private static func salted(_ text: String, _ salt: Int, _ format: String) -> String {
        guard salt > 0 else { return text }
        let digits = String(salt % 10)
        switch format {
        case "date-time", "time", "iso-date-time", "iso-time":
            return text.dropLast(2) + digits + "Z"
        case "date": return text.dropLast(2) + "1" + digits
        case "duration": return "P\(salt + 1)D"
        case "uri-template": return text + digits
        case "byte": return text.dropLast() + digits
        case "email", "idn-email", "hostname", "idn-hostname": return "a\(salt)." + text
        default: return text.dropLast() + digits
        }
    }

    private static func fitted(_ text: String, _ demand: JSONSchemaDemand) -> String {
        var scalars = Array(text.unicodeScalars)
        while scalars.count < demand.lengthMin { scalars += [" "] + Array("text".unicodeScalars) }
        let length = min(max(demand.lengthMin, text.unicodeScalars.count), demand.lengthMax)
        // The end tells one from the next.
        let isCut = length < text.unicodeScalars.count
        var kept = String.UnicodeScalarView()
        kept.append(
            contentsOf: isCut ? Array(scalars.suffix(length)) : Array(scalars.prefix(length)))
        return String(kept)
    }

    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
