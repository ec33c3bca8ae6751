/// A query for values in JSON: a part of RFC 9535, parsed once.
///
/// Members (`.name`, `['name']`), indexes from either end, wildcards, slices, unions (`[0,2]`, `['a','b']`),
/// descent (`..name`) and filters (`[?@.price < 10 && !@.sold]`) with comparisons of literals and of paths that
/// name one value. The functions of the RFC (`length()`, `match()` …) are left out.
struct JSONPath: Sendable {
    struct Query: Sendable {
        /// `$` rather than `@`.
        var isFromRoot: Bool
        var segments: [Segment]

        /// At most one value can be meant.
        var isSingular: Bool {
            segments.allSatisfy { segment in
                guard !segment.descends, segment.selectors.count == 1 else { return false }
                return switch segment.selectors[0] {
                case .name, .index: true
                case .wildcard, .slice, .filter: false
                }
            }
        }
    }

    struct Segment: Sendable {
        /// `..`: asked of the value and of all that is in it.
        var descends: Bool
        var selectors: [Selector]
    }

    enum Selector: Sendable {
        case name(String)
        case wildcard
        case index(Int)
        case slice(start: Int?, end: Int?, step: Int)
        case filter(Filter)
    }

    indirect enum Filter: Sendable {
        case exists(Query)
        case comparison(Operand, Comparison, Operand)
        case not(Filter)
        case all([Filter])
        case any([Filter])
    }

    enum Comparison: String, Sendable, CaseIterable {
        // Longer ones first, so that `<=` is not read as `<`.
        case same = "=="
        case different = "!="
        case atMost = "<="
        case atLeast = ">="
        case less = "<"
        case more = ">"
    }

    enum Operand: Sendable {
        case query(Query)
        case null
        case bool(Bool)
        case number(String)
        case text(String)
    }

    /// Why text is no path, and before which of its characters, from 0.
    struct Mistake: Error, Equatable {
        var reason: String
        var character: Int
    }

    let text: String
    let query: Query

    init(_ text: String) throws(Mistake) {
        self.text = text
        var parser = JSONPathParser(text)
        query = try parser.path()
    }
}
