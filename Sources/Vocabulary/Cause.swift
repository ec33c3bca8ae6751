/// What a lane plays to break its leg. The facts stand here; how it is played stands in Lanes, a file each.
package struct Cause: Sendable, Hashable {
    package enum Family: String, Sendable { case status, connection, stream, lie, content }

    package let name: String
    package let summary: String
    package let family: Family
    /// What a gateway that sees it before any content reacts to; nil where there is nothing to see.
    package let trigger: Trigger?
    /// What it can be played on.
    package let plain: Bool
    package let streamed: Bool
    /// In a stream, content has gone out before it strikes: no gateway can take that back.
    package let strikesAfterContent: Bool

    package static let rateLimit = Cause(
        name: "rate-limit", summary: "429 with Retry-After", family: .status, trigger: .rateLimit)
    package static let serverError = Cause(
        name: "server-error", summary: "500 in the provider's own envelope", family: .status,
        trigger: .serverError)
    package static let hang = Cause(
        name: "hang", summary: "the request is read and never answered", family: .connection,
        trigger: .timeout)
    package static let cut = Cause(
        name: "cut", summary: "the connection ends in the middle of the answer", family: .stream,
        trigger: .connection, strikesAfterContent: true)
    package static let markdownTable = Cause(
        name: "markdown-table", summary: "a Markdown table in place of the answer",
        family: .content, trigger: nil)

    private init(
        name: String, summary: String, family: Family, trigger: Trigger?, plain: Bool = true,
        streamed: Bool = true, strikesAfterContent: Bool = false
    ) {
        self.name = name
        self.summary = summary
        self.family = family
        self.trigger = trigger
        self.plain = plain
        self.streamed = streamed
        self.strikesAfterContent = strikesAfterContent
    }

    package static func named(_ name: String) -> Cause? { allCauses.first { $0.name == name } }
}

package let allCauses: [Cause] = [.rateLimit, .serverError, .hang, .cut, .markdownTable]

/// What a gateway reacts to, in `on:`.
package enum Trigger: String, Sendable, Hashable, CaseIterable {
    case timeout
    case connection
    case rateLimit = "rate-limit"
    case serverError = "server-error"
    case auth
    case quota
    case badRequest = "bad-request"
    case contextLength = "context-length"
    case contentPolicy = "content-policy"
    case badAnswer = "bad-answer"
    case any
}
