public import Vocabulary

/// The whole answer must be HTML: nothing but white space stands outside of its elements, and at least one of
/// them is an element that HTML knows, or one of a page's own, with a dash in its name.
public struct IsHTML: TextCheck {
    public static let name = "is-html"
    public static let summary = "the whole answer is HTML, nothing round it"

    public init(_ arguments: CheckArguments) throws(Diagnostic) {}

    public var wish: String { "be HTML" }

    public func objection(to text: String) -> String? {
        var open: [String] = []
        var isRecognized = false
        for piece in HTMLPieces(text).pieces {
            switch piece {
            case .doctype, .comment: break
            case .text(let words):
                guard open.isEmpty, !words.allSatisfy(\.isWhitespace) else { continue }
                return
                    "\(Excerpt.quoted(String(words), scalarsMax: 40)) stands outside of its elements"
            case .tag(let tag):
                if HTMLElements.isElement(tag.name) { isRecognized = true }
                if tag.isEnd {
                    // An element whose end may be left out ends with the one round it.
                    if let place = open.lastIndex(of: tag.name) { open.removeSubrange(place...) }
                } else if !tag.closesItself, !HTMLElements.isVoid(tag.name) {
                    open.append(tag.name)
                }
            }
        }
        return isRecognized ? nil : "no element of HTML stands in it"
    }
}
