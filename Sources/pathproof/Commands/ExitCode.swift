import Documents
import Vocabulary

/// What the program tells its caller.
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
        case .failure: "a case failed, or a regression against the baseline"
        case .usage: "wrong arguments, or a mistake in a file"
        case .inconclusive: "nothing failed, but not every case could be run and judged"
        case .infrastructure:
            "the gateway, or a provider, could not be reached or refused the key, or a report could not be written"
        case .interrupted: "interrupted; the reports hold what was done until then"
        case .terminated: "terminated; the reports hold what was done until then"
        }
    }

    /// When several apply, the first of these counts: a mistake in a file, then the signal, then what is known
    /// to be wrong, then what kept it from being known.
    private static let order: [ExitCode] = [
        .usage, .interrupted, .terminated, .failure, .infrastructure, .inconclusive,
    ]

    static let failingOption = OptionSpec(
        "--failing-code", value: "N",
        "exit with this where cases failed, in place of \(failure.rawValue): another program's code"
    )

    /// What stands for `failure`, by the line or as it is.
    static func failing(_ arguments: Arguments) throws(Diagnostics) -> Int32 {
        let name = failingOption.name
        guard let number = try arguments.integer(name, in: 0...255) else { return failure.rawValue }
        if let taken = ExitCode(rawValue: Int32(number)), taken != .failure {
            throw Diagnostics([
                Diagnostic(
                    "option '\(name)' has \(number), which says: \(taken.sentence)",
                    hint: taken == .pass
                        ? "--exit-zero takes failures for granted"
                        : "choose a number that means nothing else here")
            ])
        }
        return Int32(number)
    }

    static func first(of codes: some Sequence<ExitCode>) -> ExitCode {
        let codes = Set(codes)
        return order.first { codes.contains($0) } ?? .pass
    }
}

/// What a run can come to that is no pass: `--fail-on` names those that the exit code tells of.
enum Shortfall: String, CaseIterable {
    case failed
    case regression
    case unreached
    case errored
    case skipped
    case notRun = "not-run"
    case uncovered
    case inconclusive

    var code: ExitCode {
        switch self {
        case .failed, .regression: .failure
        case .unreached: .infrastructure
        case .errored, .skipped, .notRun, .uncovered, .inconclusive: .inconclusive
        }
    }

    var sentence: String {
        switch self {
        case .failed: "a case failed"
        case .regression: "worse than the baseline, by much and not by chance"
        case .unreached:
            "the gateway, or a provider behind its lanes, could not be reached or refused the key"
        case .errored: "a case could not be judged"
        case .skipped: "a case was skipped"
        case .notRun: "planned cases were not run: a cap was reached"
        case .uncovered: "fewer paths were judged than --min-coverage asks for"
        case .inconclusive: "too little was judged to compare with the baseline"
        }
    }
}
