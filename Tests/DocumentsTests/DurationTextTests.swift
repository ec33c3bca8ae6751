import Documents
import Testing

@Test(arguments: ["90s", "200ms", "1500ms", "7us", "1ns", "0s", "3600s"])
func `a span of time is written as it is read`(text: String) throws {
    #expect(durationText(try #require(duration(of: text))) == text)
    #expect(try duration(of: durationText(#require(duration(of: "1m30s")))) == .seconds(90))
}
