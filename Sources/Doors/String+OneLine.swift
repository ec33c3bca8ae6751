extension String {
    /// JSON without line ends, which stand only between its values: for events, which end at them.
    var inOneLine: String {
        guard utf8.contains(where: { $0 == 0x0A || $0 == 0x0D }) else { return self }
        return String(decoding: utf8.filter { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
    }
}
