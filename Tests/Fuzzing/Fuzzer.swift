import Doors
import Foundation
import Providers
import Vocabulary

/// Makes inputs: the same seed and number give the same input, whatever was made before.
public struct Fuzzer: Sendable {
    public let seed: UInt64
    private let corpus: Corpus
    private let kinds: [Kind]
    private let providers: [any Provider]
    private let doors: [any Door]

    private enum Kind { case answer, inquiry, rendering }

    /// `only` narrows it down to `readers`, `doors`, or what has that provider's or dialect's name; nil if
    /// nothing has that name.
    public init?(seed: UInt64, only: String? = nil, corpus: Corpus) {
        self.seed = seed
        self.corpus = corpus
        let all: [Kind] = [.answer, .answer, .answer, .inquiry, .rendering]
        switch only {
        case nil:
            (kinds, providers, doors) = (all, allProviders, allDoors)
        case "readers":
            (kinds, providers, doors) = ([.answer], allProviders, [])
        case "doors":
            (kinds, providers, doors) = ([.inquiry, .rendering], allProviders, allDoors)
        case let name?:
            providers = allProviders.filter { $0.name == name || $0.dialect.name == name }
            doors = allDoors.filter { $0.provider == name || $0.name == name }
            guard !providers.isEmpty else { return nil }
            kinds = doors.isEmpty ? [.answer] : all
        }
    }

    public func input(_ number: Int) -> FuzzInput {
        var chance = Chance(seed, number)
        switch chance.pick(kinds) {
        case .answer: return .answer(answer(&chance))
        case .inquiry: return .inquiry(inquiry(&chance, isDamaged: true))
        case .rendering: return .rendering(rendering(&chance))
        }
    }

    // MARK: Answers

    private func answer(_ chance: inout Chance) -> AnswerInput {
        let provider = chance.pick(providers)
        // Seldom another language, as from a gateway that mistakes one leg for another.
        let dialect = chance.oneIn(20) ? chance.pick(allDialects).name : provider.dialect.name
        let known = corpus.answers[dialect] ?? []
        let start = chance.pick(known)
        let others = (0..<3).map { _ in chance.pick(known).body }
        let body = damaged(start.body, others, &chance)
        return AnswerInput(
            provider: provider.name,
            isStreamed: chance.oneIn(8) ? !start.isStreamed : start.isStreamed,
            status: chance.oneIn(6) ? chance.pick(Self.statuses) : start.status,
            headers: damaged(start.headers, &chance), body: Data(body),
            isBroken: chance.oneIn(6), limits: chance.oneIn(4) ? limits(body.count, &chance) : nil,
            cutSeed: chance.next(), pieceBytesMax: chance.pick([1, 3, 20, 200, 4_000, 60_000]))
    }

    private static let statuses = [
        200, 200, 200, 201, 202, 204, 206, 246, 299, 300, 302, 304, 400, 401, 402, 403, 404, 408,
        409, 413, 422, 424, 429, 446, 499, 500, 501, 502, 503, 504, 524, 529, 599, 600, 999, 100,
        101, 0, -1, .max, .min,
    ]

    /// Often just where the body crosses one of them.
    private func limits(_ bodyBytes: Int, _ chance: inout Chance) -> AnswerInput.Limits {
        AnswerInput.Limits(
            bodyBytesMax: max(0, bodyBytes + 2 - chance.length(upTo: bodyBytes + 8)),
            // Less than the frame of an event without data has would be no limit for events.
            eventBytesMax: 16 + chance.length(upTo: 2_000), eventsMax: chance.length(upTo: 40),
            depthMax: chance.length(upTo: 16))
    }

    private func damaged(
        _ body: [UInt8], _ others: [[UInt8]], _ chance: inout Chance
    ) -> [UInt8] {
        // As it is: how it is cut, what the head says and where it ends is then all that is tried.
        if chance.oneIn(12) { return body }
        var mutations = Mutations(Chance(chance.next()))
        guard !chance.oneIn(3), var frames = Frames.parts(of: body) else {
            return mutations.change(body, with: others)
        }
        for _ in 0..<chance.length(upTo: 4) {
            let place = chance.below(frames.count)
            let lent = others.compactMap(Frames.parts).flatMap { $0 }
            switch chance.below(6) {
            case 0: frames.insert(frames[place], at: chance.below(frames.count))
            case 1: frames.swapAt(place, chance.below(frames.count))
            case 2:
                frames[place].headers = mutations.change(
                    frames[place].headers, with: lent.map(\.headers) + [[]])
            default:
                frames[place].payload = mutations.change(
                    frames[place].payload, with: lent.map(\.payload) + [[]])
            }
        }
        return Array(frames.map(\.bytes).joined())
    }

    private static let mediaTypes = [
        "text/event-stream", "application/json", "application/x-ndjson", "text/html", "text/plain",
        "application/vnd.amazon.eventstream", "", ";", "application/json; charset=utf-16",
        "TEXT/EVENT-STREAM;x=\"", "application/problem+json", "multipart/mixed; boundary=a",
    ]
    private static let names = [
        "retry-after", "retry-after-ms", "x-ratelimit-reset-requests", "x-request-id",
        "x-litellm-response-cost", "x-litellm-attempted-fallbacks", "x-litellm-attempted-retries",
        "x-litellm-model-id", "x-portkey-retry-attempt-count", "x-portkey-cache-status",
        "x-amzn-errortype", "x-openrouter-provider", "anthropic-version", "authorization",
        "x-goog-api-key", "x-api-key", "accept", "x-dashscope-sse", "content-encoding",
        "anthropic-beta", "", ":",
    ]
    private static let values = [
        "0", "1", "-1", "1e400", "9223372036854775807", "99999999999999999999", "0.5", "NaN",
        "inf", "Wed, 21 Oct 2099 07:28:00 GMT", "Thu, 32 Foo 99999 25:61:61 GMT", "1h2m3s", "6ms",
        "9999999999h", "HIT", "MISS", "enable", "text/event-stream", "Bearer ", "Bearer x", "\u{0}",
        "é", "ThrottlingException:http://internal/", "application/json",
    ]

    private func damaged(
        _ fields: [FuzzInput.Field], _ chance: inout Chance
    ) -> [FuzzInput.Field] {
        guard chance.oneIn(4) else { return fields }
        var fields = fields
        if chance.oneIn(2) {
            fields.removeAll { $0.name.lowercased() == "content-type" }
            if !chance.oneIn(4) {
                fields.append(
                    FuzzInput.Field(name: "Content-Type", value: chance.pick(Self.mediaTypes)))
            }
        }
        for _ in 0..<chance.below(4) {
            var field = FuzzInput.Field(
                name: chance.pick(Self.names), value: chance.pick(Self.values + Mutations.texts))
            if !fields.isEmpty, chance.oneIn(2) { field.name = chance.pick(fields).name }
            fields.insert(field, at: chance.below(fields.count + 1))
        }
        if !fields.isEmpty, chance.oneIn(8) { fields.remove(at: chance.below(fields.count)) }
        return fields
    }

    // MARK: Requests

    private func inquiry(_ chance: inout Chance, isDamaged: Bool) -> InquiryInput {
        let door = chance.pick(doors)
        let dialect = chance.oneIn(20) ? chance.pick(doors).name : door.name
        let known = corpus.inquiries[dialect] ?? []
        let start = chance.pick(known)
        let others = (0..<3).map { _ in chance.pick(known).body }
        var input = InquiryInput(
            provider: door.provider, method: start.method, path: start.path, headers: start.headers,
            body: Data(start.body), stamp: chance.next())
        guard isDamaged else { return input }
        if !chance.oneIn(10) { input.body = Data(damaged(start.body, others, &chance)) }
        input.headers = damaged(start.headers, &chance)
        if chance.oneIn(12) { input.method = chance.pick(["GET", "HEAD", "PUT", "", "post"]) }
        if chance.oneIn(8) { input.path = path(near: start.path, &chance) }
        return input
    }

    private static let paths = [
        "", "/", "//", "?", "/v1/models", "/v1/models/", "/v1/models/a%2Fb", "/v1/models/%",
        "/v1beta/models", "/v1beta/models/x:generateContent", "/v1beta/models/x:countTokens",
        "/v1beta/models/:", "/api/tags", "/api/version", "/api/show", "/v1/messages/count_tokens",
        "/v1/responses", "/openai/deployments//chat/completions?api-version=", "/health", "/props",
        "/v1/chat/completions?a=%zz&b", "/v1beta/models/x:streamGenerateContent?alt=sse&key=",
    ]

    private func path(near path: String, _ chance: inout Chance) -> String {
        if chance.oneIn(2) { return chance.pick(Self.paths) }
        var mutations = Mutations(Chance(chance.next()))
        return String(
            decoding: mutations.change(Array(path.utf8), with: [Array("/v1".utf8)]).prefix(2_000),
            as: UTF8.self)
    }

    // MARK: What doors are to say

    private func rendering(_ chance: inout Chance) -> RenderingInput {
        let question = inquiry(&chance, isDamaged: chance.oneIn(3))
        var words = words(&chance)
        var changer = WordChanger(chance: Chance(chance.next()))
        if !chance.oneIn(6) { changer.change(&words) }
        return RenderingInput(
            question: question, words: words,
            failsBefore: chance.oneIn(8) ? chance.below(words.count + 1) : nil)
    }

    /// What a reader, any reader, makes of an answer; seldom of a damaged one.
    private func words(_ chance: inout Chance) -> [Word] {
        var input = answer(&chance)
        if !chance.oneIn(3) {
            let known = chance.pick(corpus.answers[dialectName(input.provider)] ?? [])
            input.body = Data(known.body)
            input.status = known.status
            input.headers = known.headers
            input.isStreamed = known.isStreamed
        }
        input.limits = nil
        return Trial.deltas(of: input).compactMap(Word.init)
    }

    private func dialectName(_ provider: String) -> String {
        allProviders.first { $0.name == provider }?.dialect.name ?? ""
    }
}
