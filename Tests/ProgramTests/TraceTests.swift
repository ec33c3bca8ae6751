import Foundation
import TestSupport
import Testing

@Test
func `a stream that stands still leaves its course in its row, one that does not leaves none`()
    throws
{
    let scratch = try Scratch([
        "routes.yaml": "aliases: { chat: [{ model: gpt-5.4-mini, timeout: 10s }] }",
        "s.yaml": """
        stream: true
        paths: causes
        causes: [stall, error-event]
        prompts: [x]
        tests: [{ simulate: "one two three four five six seven eight nine ten" }]
        """,
    ])
    let outcome = try Program.run(["run", "s.yaml"], in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    let rows = try scratch.rows("case")
    func trace(_ cause: String) throws -> [String: Any]? {
        let row = try #require(rows.first { $0["cause"] as? String == cause })
        return row["trace"] as? [String: Any]
    }
    let stalled = try #require(try trace("stall"))
    let (from, to) = (stalled["stall_us"] as? Int ?? 0, stalled["stall_end_us"] as? Int ?? 0)
    // The leg's time-out, scaled to a second at least.
    #expect(to - from >= 900_000)
    let moments = try #require(stalled["at_us"] as? [Int])
    #expect(moments.count > 1 && moments.allSatisfy { $0 <= from || $0 >= to })
    let page = try scratch.text("pathproof-out/report.html")
    #expect(page.contains(#"["trace",\#(stalled["events"] as? Int ?? 0),\#(from),\#(to),"#))
}
