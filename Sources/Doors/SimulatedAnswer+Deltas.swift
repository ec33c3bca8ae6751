public import Vocabulary

extension SimulatedAnswer {
    /// This answer as a provider would give it to that question: cut into pieces like tokens, ended by
    /// the question's limits, with usage by `TokenRule`.
    ///
    /// `max_tokens` and stop sequences are honoured, because a gateway that drops them must not look
    /// like one that passes them on. Cached tokens are a part of the prompt's.
    public func deltas(
        to question: Question, as model: String, id: String? = nil, cachedTokens: Int = 0,
        writtenTokens: Int = 0
    ) -> [Delta] {
        let parameters = question.prompt.parameters
        var (shown, finish) = limited(by: parameters)
        if finish.reason == .stop, finish.detail == nil, let told = self.finish {
            // No dialect has this word, so that each tells it in its own.
            finish = Finish(raw: "simulated-\(told.rawValue)", reason: told)
        } else if !shown.toolCalls.isEmpty, finish.reason == .stop {
            finish = Finish(raw: "tool_calls", reason: .toolCalls)
        }
        let input = TokenRule.tokens(of: question.prompt)
        let thought = reasoning.map { TokenRule.tokens(inBytes: $0.utf8.count) }
        let output = (TokenRule.tokens(of: shown) + (thought ?? 0)) * max(1, question.choices)
        let cached = Usage.Count(min(cachedTokens, input), "prompt_tokens_details.cached_tokens")

        let written =
            writtenTokens > 0
            ? Usage.Count(
                min(writtenTokens, input - cached.value), "prompt_tokens_details.cache_write_tokens"
            )
            : nil

        var first = Usage(
            input: .init(input, "prompt_tokens"), cachedInput: cached, cacheWrite: written)
        first.tier = question.toldTier
        var deltas: [Delta] = [
            .start(id: id, model: model), .usage(first), .role("assistant"),
        ]
        if let reasoning {
            deltas += pieces(of: reasoning, to: question).map { .reasoning($0) }
        }
        deltas += pieces(of: shown.text, to: question).map { .text($0) }
        for (index, call) in shown.toolCalls.enumerated() {
            deltas.append(.toolStart(index: index, id: call.id, name: call.name))
            deltas += pieces(of: call.arguments, to: question).map {
                .toolArguments(index: index, $0)
            }
        }
        deltas.append(.finish(finish))
        var counts = Usage(
            input: .init(input, "prompt_tokens"),
            output: .init(output, "completion_tokens"),
            total: .init(input + output, "total_tokens"), cachedInput: cached,
            cacheWrite: written,
            reasoning: thought.map { .init($0, "completion_tokens_details.reasoning_tokens") })
        counts.tier = question.toldTier
        deltas.append(.usage(counts))
        return deltas
    }

    /// A plain answer is not cut: it would only be joined again.
    private func pieces(of text: String, to question: Question) -> [String] {
        question.isStreamed ? text.tokenLikePieces : text.isEmpty ? [] : [text]
    }

    /// What is left of the answer under the question's limits, and why it stops.
    private func limited(by parameters: Parameters) -> (SimulatedAnswer, Finish) {
        var answer = self
        var finish = Finish(raw: "stop", reason: .stop)
        if let (end, sequence) = firstStop(of: parameters.stop) {
            answer = SimulatedAnswer(text: String(text[..<end]))
            finish.detail = sequence
        }
        guard let limit = parameters.maxTokens, TokenRule.tokens(of: answer) > max(limit, 0) else {
            return (answer, finish)
        }
        let bytes = max(limit, 0).multipliedReportingOverflow(by: TokenRule.bytesPerToken)
            .partialValue
        if answer.text.utf8.count < bytes, var call = answer.toolCalls.first {
            // The cut falls into the first call's arguments or name; a name is never cut.
            let left = bytes - answer.text.utf8.count - call.name.utf8.count
            call.arguments = call.arguments.prefix(bytes: max(0, left))
            answer.toolCalls = left > 0 ? [call] : []
        } else {
            answer = SimulatedAnswer(text: answer.text.prefix(bytes: bytes))
        }
        return (answer, Finish(raw: "length", reason: .length))
    }

    private func firstStop(of sequences: [String]) -> (String.Index, String)? {
        var first: (String.Index, String)?
        for sequence in sequences where !sequence.isEmpty {
            guard let start = text.firstIndex(ofText: sequence) else { continue }
            if let (earliest, _) = first, earliest <= start { continue }
            first = (start, sequence)
        }
        return first
    }
}

extension String {
    /// The text in pieces as models send it: a word with the space before it, long words in two or
    /// more. Scalars stay whole; joined, the pieces are the text.
    public var tokenLikePieces: [String] {
        var pieces: [String] = []
        var piece = String.UnicodeScalarView()
        var bytes = 0
        for scalar in unicodeScalars {
            let width = UTF8.width(scalar)
            let startsWord = scalar == " " && piece.last.map { $0 != " " } ?? false
            if startsWord || bytes + width > Self.pieceBytesMax {
                pieces.append(String(piece))
                piece.removeAll(keepingCapacity: true)
                bytes = 0
            }
            piece.append(scalar)
            bytes += width
        }
        if !piece.isEmpty { pieces.append(String(piece)) }
        return pieces
    }

    private static let pieceBytesMax = 12

    /// As many whole scalars as fit into so many bytes.
    func prefix(bytes: Int) -> String {
        var left = bytes
        var taken = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            left -= UTF8.width(scalar)
            if left < 0 { break }
            taken.append(scalar)
        }
        return String(taken)
    }

    /// Where that text begins, compared scalar by scalar.
    fileprivate func firstIndex(ofText text: String) -> String.Index? {
        let wanted = Array(text.utf8)
        let bytes = Array(utf8)
        guard wanted.count <= bytes.count else { return nil }
        for start in 0...(bytes.count - wanted.count)
        where bytes[start] == wanted[0] && bytes[start..<start + wanted.count].elementsEqual(wanted)
        {
            return utf8.index(utf8.startIndex, offsetBy: start)
        }
        return nil
    }
}
