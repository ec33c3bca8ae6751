// What asking and reading cost without a network: events of a stream, whole answers and requests. One JSON line
// a measure, for `scripts/bench`; `parser-speed DIALECT events|answer|request TIMES` does one thing so often and
// prints nothing, for those who count instructions.
import Providers
import Transports
import Vocabulary

/// How much work is measured at once; an event's is that of a stream of two thousand.
let eventsPerStream = 2_000
let streams = 50
let answers = 50_000

let words = Array(CommandLine.arguments.dropFirst())
if words.isEmpty {
    for sample in samples { measure(sample) }
} else {
    guard words.count == 3, let times = Int(words[2]),
        let sample = samples.first(where: { $0.dialect == words[0] })
    else { preconditionFailure("not DIALECT events|answer|request TIMES: \(words)") }
    let yardstick = Yardstick(sample)
    switch words[1] {
    case "events": yardstick.readStreams(times)
    case "answer": yardstick.readAnswers(times)
    case "request": yardstick.writeRequests(times)
    default: preconditionFailure("neither events nor answer nor request: \(words[1])")
    }
}

func measure(_ sample: Sample) {
    let yardstick = Yardstick(sample)
    let events = yardstick.eventBytes
    let eventSeconds =
        seconds { yardstick.readStreams(streams) } / Double(streams * eventsPerStream)
    let rate = format(1 / eventSeconds / 1e6)
    let name = "\(sample.dialect): \(sample.eventName) of \(events) bytes"
    // A rate means something for events of the size that the goal was set with, and that a template meets.
    if events <= 240, !sample.event.contains("§") {
        tell(name, 1 / eventSeconds / 1e6, "million/s", goal: 1.5, moreIsBetter: true)
    } else {
        tell(
            name, Double(events) / eventSeconds / 1e9, "GB/s", goal: 0.3, moreIsBetter: true,
            beside: "\(rate) million/s")
    }
    // The goal was set with 299 bytes; what is larger has as much more time.
    let bytes = yardstick.body.count
    tell(
        "\(sample.dialect): answer of \(bytes) bytes",
        seconds { yardstick.readAnswers(answers) } / Double(answers) * 1e6, "µs",
        goal: 1.2 * Double(max(bytes, 300)) / 300, moreIsBetter: false)
    tell(
        "\(sample.dialect): request",
        seconds { yardstick.writeRequests(answers) } / Double(answers) * 1e6, "µs",
        goal: 0.6, moreIsBetter: false)
}

/// The median of several times.
func seconds(_ body: () -> Void) -> Double {
    let times = (0..<7).map { _ in
        let begun = Clock.now()
        body()
        return Double((Clock.now() - begun).inNanoseconds) / 1e9
    }
    return times.sorted()[times.count / 2]
}

func tell(
    _ name: String, _ value: Double, _ unit: String, goal: Double, moreIsBetter: Bool,
    beside: String = ""
) {
    print(
        "{\"measure\":\"\(name)\",\"unit\":\"\(unit)\",\"goal\":\(format(goal)),"
            + "\"more_is_better\":\(moreIsBetter),\"value\":\(format(value)),\"beside\":\"\(beside)\"}"
    )
}

func format(_ value: Double) -> String { "\((value * 1000).rounded() / 1000)" }
