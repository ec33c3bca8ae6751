import Testing

@testable import Checks

/// What the programs that run code write down, and what counts of it.
@Suite struct CodeRulingTests {
    @Test(arguments: [
        (#"{"gave":{"pass":true,"score":0.25}}"#, 0.25), (#"{"gave":{"pass":true}}"#, 1),
        (#"{"gave":{"pass":false}}"#, 0), (#"{"gave":0.5}"#, 0.5),
    ])
    func `a score is the one that was given, else what true or false is worth`(
        words: String, score: Double
    ) throws {
        #expect(try CodeRuling(words, threshold: nil).score == score)
    }

    @Test(arguments: [
        // What 0 / 0 is in JavaScript's JSON.
        #"{"gave":{"pass":true,"score":null}}"#, #"{"gave":{"pass":true,"score":"0.9"}}"#,
        #"{"gave":{"pass":false,"score":[1]}}"#,
    ])
    func `a score that is no number is no ruling`(words: String) {
        let error = #expect(throws: CodeRuling.Unreadable.self) {
            try CodeRuling(words, threshold: 0.5)
        }
        #expect(error?.reason == "its object has a `score` that is no number")
    }
}
