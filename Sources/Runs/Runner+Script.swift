import Suites
import Vocabulary

extension Runner {
    /// What the legs play for a case.
    func script(
        for planned: Case, over path: Path, of suite: PreparedSuite
    ) -> FaultScript {
        var script = FaultScript(
            route: path.route, causes: suite.causes(on: path), recurrences: path.recurrences,
            callsBefore: path.callsBefore, answer: suite.simulatedAnswer(for: planned))
        // Its repeats share what a leg keeps, and two runs of it tell the same.
        // What is asked again begins cold and shows a cache warm; other cases warm each other's, as in life.
        if planned.repeats > 1 { script.memory = planned.id }
        return script
    }

    /// The user's words as they stand in the suite.
    func unmarked(_ text: String, _ marker: Marker?) -> String {
        guard let marker else { return text }
        return text.replacing(PromptTemplate.suffix(for: marker), with: "")
    }
}
