import Documents
public import Vocabulary

extension Suite {
    /// The test on which a cause is shown: of those that have what the cause needs, the one that asks for it,
    /// else the first. Of a file only the first row that is taken is looked at. Nil where none has it.
    public func probe(
        for need: Cause.Need?, taking isTaken: (Test) -> Bool = { _ in true }
    ) throws(Diagnostics) -> Test? {
        var tests: [Test] = []
        switch self.tests {
        case .list(let listed): tests = listed.filter(isTaken)
        case .dataset:
            var rows = self.tests.makeIterator()
            while tests.isEmpty, let test = try rows.next() {
                if isTaken(test) { tests = [test] }
            }
        }
        let able = tests.filter { has(need, $0) }
        return able.first(where: \.isProbe) ?? able.first
    }

    /// The prompts on which a cause with this need says something.
    public func prompts(for need: Cause.Need?) -> [PromptTemplate] {
        need == .toolCalls ? prompts.filter { !$0.tools.isEmpty } : prompts
    }

    /// What every prompt declares, in the same words; nil where they differ.
    public var sharedTools: [Tool]? {
        guard let first = prompts.first else { return nil }
        return prompts.allSatisfy { $0.tools == first.tools } ? first.tools : nil
    }

    /// The schema by which every prompt wants its answer; nil where there is none, or not the same one.
    public var sharedSchema: String? {
        guard let first = prompts.first, case .schema(_, let schema, _) = first.format,
            prompts.allSatisfy({ $0.format == first.format })
        else { return nil }
        return schema
    }

    private func has(_ need: Cause.Need?, _ test: Test) -> Bool {
        switch need {
        case nil: return true
        case .toolCalls:
            return test.simulated?.hasToolCalls == true && !prompts(for: need).isEmpty
        case .cache: return asks("cache-hit", test) && prompts.allSatisfy { isLong($0, for: test) }
        }
    }

    /// Whether the test or the suite asks for a check of this name.
    private func asks(_ name: String, _ test: Test) -> Bool {
        (defaultAsserts + test.asserts).contains { list in
            (list.items ?? []).contains { $0["type"]?.text == name }
        }
    }

    /// Providers cache beginnings of 1,024 tokens at least, of some four bytes each.
    private static let cachedBytesMin = 4_096

    private func isLong(_ prompt: PromptTemplate, for test: Test) -> Bool {
        let text = prompt.prompt(with: test.variables)?.allText ?? ""
        return text.utf8.count >= Self.cachedBytesMin
    }
}
