package import Plans
package import Rows
import Suites
import Synchronization
package import Vocabulary

/// The cases of a plan, one after the other, for as many workers as ask.
package final class CaseSource: Sendable {
    private struct State {
        var ways: ArraySlice<Plan.Way>
        /// The way and the prompt that are under way, and the tests that are left of them.
        var mould: CaseMould?
        var tests: TestIterator?
        /// Those of the way that are left.
        var prompts: ArraySlice<PromptTemplate> = []
        var next: Int
        var mistake: Diagnostics?
        var isStopped = false
    }

    private let plan: Plan
    private let reach: Shared<RuleReach>?
    private let selection: CaseSelection
    private let state: Mutex<State>

    package init(_ plan: Plan, selection: CaseSelection, firstIndex: Int = 0) {
        self.plan = plan
        reach = plan.reach
        self.selection = selection
        state = Mutex(State(ways: plan.ways[...], next: firstIndex))
    }

    /// The next case that is selected, and its number in the run.
    package func next() -> (index: Int, planned: Case)? {
        state.withLock { state in
            while !state.isStopped, let planned = advance(&state) {
                guard selection.takes(planned) else { continue }
                defer { state.next += 1 }
                return (state.next, planned)
            }
            return nil
        }
    }

    /// What made a dataset end early.
    package var mistake: Diagnostics? { state.withLock { $0.mistake } }

    /// How many cases have been given out, from the first index on.
    package var nextIndex: Int { state.withLock { $0.next } }

    private func advance(_ state: inout State) -> Case? {
        do throws(Diagnostics) {
            while let mould = try mould(&state) {
                while let test = try state.tests?.next() {
                    if takes(test, of: mould) {
                        return Case(mould, test)
                    }
                }
                state.mould = nil
            }
        } catch {
            state.mistake = error
            state.isStopped = true
        }
        return nil
    }

    /// The plan's word, asked without handing the plan on.
    private func takes(_ test: Test, of mould: CaseMould) -> Bool {
        guard let reach else { return true }
        return reach.value.takes(
            test, of: mould.prompt, over: mould.path.route, isStreamed: mould.way.isStreamed)
    }

    /// The one under way, or that of the next prompt, or of the next way's first; nil where none is left.
    private func mould(_ state: inout State) throws(Diagnostics) -> CaseMould? {
        if let mould = state.mould { return mould }
        while let way = state.ways.first {
            if state.tests == nil {
                state.prompts = plan.suite.prompts(for: way.path.cause?.need)[...]
            }
            if let prompt = state.prompts.popFirst() {
                state.tests = try tests(for: way, prompt)
                state.mould = CaseMould(way, prompt, in: plan)
                return state.mould
            }
            state.ways.removeFirst()
            state.tests = nil
        }
        return nil
    }

    /// A cause is shown on one probe, of a rule's route on one that the rule takes.
    private func tests(
        for way: Plan.Way, _ prompt: PromptTemplate
    ) throws(Diagnostics) -> TestIterator {
        guard way.isProbeOnly else { return plan.suite.tests.makeIterator() }
        let probe = try plan.suite.probe(for: way.path.cause?.need) { [plan] test in
            plan.takes(test, of: prompt, over: way)
        }
        return TestSource.list(probe.map { [$0] } ?? []).makeIterator()
    }
}

/// Which cases of a plan are carried out: all that the command line did not leave out.
package struct CaseSelection: Sendable {
    /// A part of the case's id.
    package var filters: [String]
    /// Whole ids.
    package var cases: Set<String>
    package var routes: [String]
    package var causes: [String]
    /// Of the tests.
    package var choice: TestChoice
    /// By suite: the tests that healthy paths carry, by number; nil: all. Probes are not counted out.
    package var numbers: [String: Set<Int>]?
    /// Nil: all parts of the plan. It takes nothing away from what the plan is.
    package var shard: Shard?

    package init(
        filters: [String] = [], cases: Set<String> = [], routes: [String] = [],
        causes: [String] = [],
        choice: TestChoice = TestChoice()
    ) {
        self.choice = choice
        self.filters = filters
        self.cases = cases
        self.routes = routes
        self.causes = causes
    }

    package var isAll: Bool {
        filters.isEmpty && cases.isEmpty && routes.isEmpty && causes.isEmpty && choice.isAll
    }

    package func takes(_ planned: Case) -> Bool {
        if let shard, !shard.takes(planned.id) { return false }
        if isAll { return true }
        if let numbers, !planned.way.isProbeOnly,
            numbers[planned.suite]?.contains(planned.test.index) == false
        {
            return false
        }
        return choice.takes(planned.test) && takes(planned.way)
            && (cases.isEmpty || cases.contains(planned.id))
            && (filters.isEmpty || filters.contains { holds(planned.id, $0) })
    }

    /// Whether cases of this path may be taken, as far as its route and cause tell.
    package func takes(_ way: Plan.Way) -> Bool {
        let cause = way.path.word ?? Case.healthy
        return (routes.isEmpty || routes.contains(way.path.route))
            && (causes.isEmpty || causes.contains(cause))
    }

    private func holds(_ text: String, _ part: String) -> Bool {
        var rest = text.utf8[...]
        while rest.count >= part.utf8.count {
            if rest.starts(with: part.utf8) { return true }
            rest.removeFirst()
        }
        return false
    }
}
