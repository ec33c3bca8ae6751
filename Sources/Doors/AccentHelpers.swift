import Vocabulary

// Small things that more than one accent needs.

extension DoorStamp {
    /// `8e243c57-23b3-9db2-a02e-e3c53929c368`
    func uuid(_ purpose: Purpose) -> String {
        let digits = id("", for: purpose, letters: 32, hexadecimal: true)
        var text = ""
        for (place, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(place) { text.append("-") }
            text.append(digit)
        }
        return text
    }

    /// `20261121160000`: the clock of Beijing, as several Chinese providers begin their ids.
    var beijingDigits: String {
        CivilTime(unixSeconds: unixSeconds + 8 * 3_600).rfc3339.filter { $0.isNumber }
    }
}

extension Headers {
    /// JSON or a stream, and what else this provider says.
    static func of(
        _ occasion: ChatOccasion, stream: String = "text/event-stream",
        json: String = "application/json", _ more: (inout Headers) -> Void = { _ in }
    ) -> Headers {
        var headers = Headers()
        if case .stream = occasion {
            headers.append("content-type", stream)
        } else {
            headers.append("content-type", json)
        }
        more(&headers)
        return headers
    }
}

extension Question {
    /// Whether the model's name begins with one of these, its maker's prefix and case aside.
    func isModel(_ names: String...) -> Bool {
        let model = model.split(separator: "/").last.map { $0.lowercased() } ?? ""
        return names.contains { model.hasPrefix($0) }
    }

    /// A temperature that is there and not that one.
    func temperature(otherThan value: Double) -> String? {
        guard let text = prompt.parameters.temperature, Double(text) != value else { return nil }
        return text
    }
}

extension String? {
    /// The asked name where a dated model of that name served; else who served, or who was asked.
    func orAlias(of asked: String) -> String {
        guard let self else { return asked }
        return self.hasPrefix(asked) ? asked : self
    }
}
