import Testing
import Vocabulary

@testable import Lanes

@Test func `there is a play for each cause, and for nothing else`() {
    #expect(allPlays.map(\.cause.name).sorted() == allCauses.map(\.name).sorted())
    for cause in allCauses { #expect(play(of: cause)?.cause == cause) }
}

@Test func `a table has a row for each member, each line and each call`() {
    #expect(
        MarkdownTable.table(of: SimulatedAnswer(text: "Paris"))
            == "| Field | Value |\n| --- | --- |\n| Answer | Paris |")
    #expect(
        MarkdownTable.table(of: SimulatedAnswer(text: "one\r\ntwo | three\n"))
            == "| Field | Value |\n| --- | --- |\n| 1 | one |\n| 2 | two \\| three |")
    let call = ToolCall(id: nil, name: "weather", arguments: #"{"city":"Rome"}"#)
    #expect(
        MarkdownTable.table(of: SimulatedAnswer(text: "", toolCalls: [call]))
            == "| Field | Value |\n| --- | --- |\n| weather | {\"city\":\"Rome\"} |")
}
