import Vocabulary

/// Requests that stand for all that some conditions can tell apart: what holds for none of them holds for
/// no request at all.
struct FactSamples {
    private var numbers: Set<Int> = []
    private var texts: Set<String> = []
    private var variables: Set<MatchVariable> = []

    init(_ conditions: [MatchTerm]) {
        for condition in conditions { collect(condition) }
    }

    private mutating func collect(_ term: MatchTerm) {
        switch term {
        case .literal(.number(let number)): numbers.insert(number)
        case .literal(.numbers(let more)): numbers.formUnion(more)
        case .literal(.text(let text)): texts.insert(text)
        case .literal(.texts(let more)): texts.formUnion(more)
        case .literal(.flag): return
        case .variable(let variable): variables.insert(variable)
        case .not(let term): collect(term)
        case .both(let one, let other), .either(let one, let other),
            .compared(let one, _, let other):
            collect(one)
            collect(other)
        }
    }

    /// Nil where they are more than so many: conditions like that are not decided.
    func facts(atMost countMax: Int) -> [RequestFacts]? {
        guard !variables.contains(.tags) || texts.count <= Self.tagsMax else { return nil }
        let (lengths, tasks, tagLists) = (lengths, tasks, tagLists)
        let (images, tools, streams) = (flags(.hasImage), flags(.hasTools), flags(.stream))
        let count =
            lengths.count * tasks.count * tagLists.count * images.count * tools.count
            * streams.count
        guard count <= countMax else { return nil }
        var facts: [RequestFacts] = []
        facts.reserveCapacity(count)
        for length in lengths {
            for task in tasks {
                for tags in tagLists {
                    for image in images {
                        for tool in tools {
                            for stream in streams {
                                facts.append(
                                    RequestFacts(
                                        contextLength: length, taskType: task, tags: tags,
                                        hasImage: image, hasTools: tool, isStreamed: stream))
                            }
                        }
                    }
                }
            }
        }
        return facts
    }

    /// Two to the power of so many sets of tags.
    private static let tagsMax = 8

    private func flags(_ variable: MatchVariable) -> [Bool] {
        variables.contains(variable) ? [false, true] : [false]
    }

    /// Each number that is named, and its neighbours, which stand for all between two of them.
    private var lengths: [Int] {
        guard variables.contains(.contextLength) else { return [0] }
        let near = numbers.flatMap { number in
            [number, number &- 1, number &+ 1].filter { $0 >= 0 }
        }
        return Set([0] + near).sorted()
    }

    /// A text that no condition names stands for all of those.
    private var other: String {
        var other = "other"
        while texts.contains(other) { other += "-" }
        return other
    }

    private var tasks: [String] {
        guard variables.contains(.taskType) else { return [""] }
        return texts.union(["", other]).sorted()
    }

    /// Every set of the tags that are named: lists are asked what is in them, and never compared whole.
    private var tagLists: [[String]] {
        guard variables.contains(.tags) else { return [[]] }
        var sets: [[String]] = [[]]
        for tag in texts.union(["", other]).sorted() { sets += sets.map { $0 + [tag] } }
        return sets
    }
}

extension [RouteRule] {
    /// Why no request gets past these to one more rule with that condition; nil where one may, and where
    /// the conditions are too many to decide it. A default behind rules that take everything is prudence.
    func reasonNotToReach(_ condition: MatchExpression?) -> String? {
        if let end = first(where: { $0.match == nil }) {
            return "the default in line \(end.location.line) takes everything"
        }
        guard let condition else { return nil }
        if let twin = first(where: { $0.match == condition }) {
            return "it asks what the rule in line \(twin.location.line) asks"
        }
        let samples = FactSamples(compactMap { $0.match?.condition } + [condition.condition])
        guard let facts = samples.facts(atMost: Self.decisionsMax / (count + 1)) else { return nil }
        let asked = facts.filter(condition.holds)
        if asked.isEmpty { return "nothing can be all that it asks" }
        if let one = first(where: { rule in asked.allSatisfy(rule.takes) }) {
            return "the rule in line \(one.location.line) takes all that it asks for"
        }
        let isTaken = asked.allSatisfy { facts in contains { $0.takes(facts) } }
        return isTaken ? "the rules above take all that it asks for" : nil
    }

    /// Some milliseconds.
    private static var decisionsMax: Int { 50_000 }
}
