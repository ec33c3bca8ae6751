import Documents
public import Vocabulary

/// The first number in the answer, or the whole answer as a number, must be this one or near it.
///
/// Numbers are read as English writes them: `1,234.5`, `-3`, `2e6`. One that is part of a word, as in GPT-5 or
/// H2O, does not count.
public struct Numeric: TextCheck {
    public static let name = "numeric"
    public static let summary = "the first number in the answer is this one, or near it"
    public static let arguments = [
        (key: "value", summary: "the number"),
        (key: "tolerance", summary: "how far away it may be; 0 if not given"),
        (key: "part", summary: "first, if not given, or whole: the answer is a number and no more"),
    ]

    private enum Part: String, CaseIterable { case first, whole }

    private var written: TemplateText
    private var wanted: ExactNumber?
    private let tolerance: ExactNumber
    private let toleranceText: String
    private let part: Part

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        let value = try arguments.value("value", needs: Self.arguments[0].summary)
        written = try arguments.text("value", needs: Self.arguments[0].summary)
        if !written.isTemplate {
            guard let number = ExactNumber(written.text) else {
                throw value.diagnostic(
                    "'value' of '\(arguments.name)' must be a number, found \(value.shown)",
                    hint: "write 42, -0.5 or 1e6, without separators")
            }
            wanted = number
        }
        _ = try arguments.optionalNumber("tolerance", needs: Self.arguments[1].summary)
        toleranceText = arguments.optional("tolerance")?.text ?? "0"
        guard let tolerance = ExactNumber(toleranceText) else {
            throw (arguments.optional("tolerance") ?? value).diagnostic(
                "'tolerance' of '\(arguments.name)' must be a decimal number from 0")
        }
        self.tolerance = tolerance
        guard let choice = arguments.optional("part") else {
            part = .first
            return
        }
        guard let part = choice.text.flatMap(Part.init) else {
            throw choice.diagnostic(
                "unknown value \(choice.shown) for 'part' of '\(arguments.name)'",
                hint: didYouMean(choice.text ?? "", among: Part.allCases.map(\.rawValue))
                    ?? "write first or whole")
        }
        self.part = part
    }

    public func bound(to context: CheckContext) throws(Diagnostic) -> Numeric {
        guard written.isTemplate else { return self }
        var bound = self
        bound.written = try written.rendered(in: context)
        guard let number = ExactNumber(bound.written.text) else {
            throw Diagnostic("\(Excerpt.quoted(bound.written.text)) is no number to compare with")
        }
        bound.wanted = number
        return bound
    }

    public var wish: String {
        let number = toleranceText == "0" ? written.text : "\(written.text) ± \(toleranceText)"
        return part == .first ? "have the number \(number) first" : "be the number \(number)"
    }

    public func objection(to text: String) throws(Diagnostic) -> String? {
        guard let wanted else {
            throw Diagnostic(
                "the number \(Excerpt.quoted(written.text)) has variables without values")
        }
        guard
            let found = part == .first ? WrittenNumbers.first(in: text) : WrittenNumbers.whole(text)
        else { return part == .first ? "it has no number" : "it is no number" }
        guard let number = ExactNumber(found) else { return "\(found) is beyond all numbers" }
        if ExactNumber.areNear(number, wanted, within: tolerance) { return nil }
        return part == .first ? "the first number in it is \(Excerpt.quoted(found))" : ""
    }
}

/// Numbers in prose, given as digits that a program can read.
enum WrittenNumbers {
    private static let minuses: Set<Unicode.Scalar> = ["-", "\u{2212}"]

    static func first(in text: String) -> String? {
        let scalars = Array(text.unicodeScalars)
        var place = 0
        while place < scalars.count {
            guard begins(scalars, at: place) else {
                place += 1
                continue
            }
            let (number, end) = number(in: scalars, at: place)
            if !isInWord(scalars, at: place) { return sign(scalars, before: place) + number }
            place = end
        }
        return nil
    }

    static func whole(_ text: String) -> String? {
        var scalars = Array(text.unicodeScalars.drop(while: \.properties.isWhitespace))
        while scalars.last?.properties.isWhitespace == true { scalars.removeLast() }
        var place = 0
        if let first = scalars.first, minuses.contains(first) || first == "+" { place = 1 }
        guard begins(scalars, at: place) else { return nil }
        let (number, end) = number(in: scalars, at: place)
        guard end == scalars.count else { return nil }
        return sign(scalars, before: place) + number
    }

    private static func isDigit(_ scalars: [Unicode.Scalar], _ place: Int) -> Bool {
        scalars.indices.contains(place) && ("0"..."9").contains(scalars[place])
    }

    private static func begins(_ scalars: [Unicode.Scalar], at place: Int) -> Bool {
        if isDigit(scalars, place) { return true }
        return scalars.indices.contains(place) && scalars[place] == "."
            && isDigit(scalars, place + 1)
    }

    private static func isInWord(_ scalars: [Unicode.Scalar], at place: Int) -> Bool {
        guard place > 0 else { return false }
        let before = scalars[place - 1]
        if isWord(before) { return true }
        return place > 1 && before == "-" && isWord(scalars[place - 2])
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_"
            || (scalar.properties.isAlphabetic && !scalar.properties.isIdeographic)
    }

    private static func sign(_ scalars: [Unicode.Scalar], before place: Int) -> String {
        guard place > 0, minuses.contains(scalars[place - 1]) else { return "" }
        // In 3-5 it is no sign.
        return isDigit(scalars, place - 2) ? "" : "-"
    }

    /// The number that begins here, without its commas, and where it ends.
    private static func number(
        in scalars: [Unicode.Scalar], at start: Int
    ) -> (text: String, end: Int) {
        var text = ""
        var place = start
        func digits(atMost limit: Int = .max) -> Int {
            var count = 0
            while count < limit, isDigit(scalars, place) {
                text.unicodeScalars.append(scalars[place])
                place += 1
                count += 1
            }
            return count
        }
        let whole = digits()
        if whole > 0, whole <= 3 {
            while isThousands(scalars, at: place) {
                place += 1
                _ = digits(atMost: 3)
            }
        }
        if whole == 0 { text += "0" }
        if scalars.indices.contains(place), scalars[place] == ".", isDigit(scalars, place + 1) {
            text += "."
            place += 1
            _ = digits()
        }
        if scalars.indices.contains(place), scalars[place] == "e" || scalars[place] == "E" {
            let isSigned =
                scalars.indices.contains(place + 1) && ["-", "+"].contains(scalars[place + 1])
            let exponent = place + (isSigned ? 2 : 1)
            if isDigit(scalars, exponent) {
                text += "e" + (isSigned && scalars[place + 1] == "-" ? "-" : "")
                place = exponent
                _ = digits()
            }
        }
        return (text, place)
    }

    /// A comma with three digits after it, and no fourth.
    private static func isThousands(_ scalars: [Unicode.Scalar], at place: Int) -> Bool {
        scalars.indices.contains(place) && scalars[place] == ","
            && (1...3).allSatisfy { isDigit(scalars, place + $0) } && !isDigit(scalars, place + 4)
    }
}
