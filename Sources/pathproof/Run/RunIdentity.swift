import Documents
import Reports
import Rows

/// What a run is known by beyond its folder.
enum RunIdentity {
    /// What CI services call one of their runs: all its jobs have it, and another try has another.
    private static let variables = [
        ["GITHUB_RUN_ID", "GITHUB_RUN_ATTEMPT"], ["CI_PIPELINE_ID"], ["BUILD_TAG"],
        ["BUILDKITE_BUILD_ID"], ["CIRCLE_WORKFLOW_ID"], ["BUILD_BUILDID"],
    ]

    /// Of what all its parts have in common: the words and files that decide what is sent, and the job of the CI
    /// service; where there is none, the time and the host of a run that is no part of another.
    static func id(of run: RunRow) -> String {
        var facts = [run.version, run.mode.rawValue, run.gateway, String(run.seed)] + run.suites
        facts += RunUnion.chosenWords(of: run)
        facts += run.inputs.flatMap { [$0.file, $0.digest] }
        let job = variables.first { Environment.value($0[0])?.isEmpty == false }
        if let job {
            facts += job.map { Environment.value($0) ?? "" }
        } else if run.shard == nil {
            facts += [run.started, run.host]
        }
        return UUIDText.made(of: facts)
    }
}
