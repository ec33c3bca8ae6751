public import Vocabulary

/// The answer must have HTML in it, whatever stands round it: a tag that HTML knows, or several signs of it.
public struct ContainsHTML: TextCheck {
    public static let name = "contains-html"
    public static let summary = "the answer has HTML in it"

    public init(_ arguments: CheckArguments) throws(Diagnostic) {}

    public var wish: String { "contain HTML" }

    public func objection(to text: String) -> String? {
        HTMLSigns(in: text).areEnough ? nil : "no tag of HTML stands in it"
    }
}

/// What in a text looks like HTML. promptfoo's measure: two signs are enough, one can be a coincidence.
struct HTMLSigns {
    private var count = 0

    init(in text: String) {
        var (opens, closes, closesItself, isKnown, isDeclared) = (false, false, false, false, false)
        var (hasComment, hasAttribute) = (false, false)
        for piece in HTMLPieces(text).pieces {
            switch piece {
            case .tag(let tag):
                if tag.isEnd { closes = true } else { opens = true }
                if tag.closesItself { closesItself = true }
                if tag.hasAttribute { hasAttribute = true }
                if HTMLElements.isCommon(tag.name) { isKnown = true }
            case .doctype: isDeclared = true
            case .comment: hasComment = true
            case .text: break
            }
        }
        count += opens && closes ? 2 : opens || closes ? 1 : 0
        if closesItself { count += 1 }
        if HTMLPieces.hasEntity(text) { count += 1 }
        if isDeclared { count += 2 }
        if hasComment { count += 1 }
        if hasAttribute { count += 1 }
        if isKnown { count += 2 }
    }

    var areEnough: Bool { count >= 2 }
}
