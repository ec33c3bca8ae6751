import Documents
import Vocabulary

/// A check that says of the whole answer what it must be, so that one can be made up.
protocol ExampleGiver {
    /// Nil where it cannot say enough.
    var exampleAnswer: String? { get }
}

/// Answers that are made up where nobody says what a simulated provider answers.
public enum ExampleAnswer {
    /// JSON that fits this schema; nil where none was found.
    public static func fitting(_ schema: String) -> String? {
        var tape = JSONTape()
        guard (try? tape.read(schema)) != nil,
            let schema = try? JSONSchema(
                tape, judgesFormats: true, patterns: SchemaPatterns.matcher)
        else { return nil }
        return schema.example()
    }
}

extension IsJSON: ExampleGiver {
    var exampleAnswer: String? { schema?.example }
}

extension ContainsJSON: ExampleGiver {
    var exampleAnswer: String? { schema?.example }
}

extension Attempt {
    /// What a check of content sees of an answer that was never sent.
    init(exampleAnswer text: String) {
        let path = Path(
            route: "", leg: LegID(route: "", index: 0), cause: nil, causes: [:],
            expected: Expectation(outcome: .answers, answeredBy: nil, calls: [:]))
        var reading = Reading()
        reading.status = 200
        reading.text = text
        reading.finish = Finish(raw: "stop", reason: .stop)
        self.init(
            path: path, isStreamed: false, reading: reading,
            exchange: Exchange(queued: Moment(nanoseconds: 0)), calls: nil)
    }
}
