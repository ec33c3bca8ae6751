/// What the program tells its caller. When several apply: 2, then the signal, then 1, 4, 3.
enum ExitCode: Int32, CaseIterable {
    case pass = 0
    case failure = 1
    case usage = 2
    case inconclusive = 3
    case infrastructure = 4
    case interrupted = 130
    case terminated = 143

    var sentence: String {
        switch self {
        case .pass: "every case passed"
        case .failure: "a case failed"
        case .usage: "wrong arguments, or a mistake in a file"
        case .inconclusive: "nothing failed, but not every case could be judged"
        case .infrastructure: "the gateway could not be reached or started, or a report not written"
        case .interrupted: "interrupted; the reports hold what was done until then"
        case .terminated: "terminated; the reports hold what was done until then"
        }
    }
}
