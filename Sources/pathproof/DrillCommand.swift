import Documents
import GatewayMaps
import Runs
import Vocabulary

/// `pathproof drill`: a gateway's configuration, proven on the user's own LiteLLM or Portkey.
struct DrillCommand: Command {
    static let name = "drill"
    static let summary =
        "break every leg of a LiteLLM or Portkey configuration in every way, and compare"
    static let operands = "CONFIG"
    static let details = """
        Reads the configuration whole, starts your own `litellm` on a copy of it in which each
        deployment calls a lane of this program (or your own Portkey gateway, sending it the copy with
        each request), breaks each leg in each way, plain and streamed, and
        holds what both sides saw against what the configuration predicts. No key is used and
        nothing is spent. Beside the usual reports it leaves drill.md: the matrix, the findings, and
        every change that was made for the copy.
        """

    static let options: [OptionSpec] = [
        OptionSpec("--plan", "print what would be sent and what must follow, and start nothing"),
        OptionSpec(
            "--litellm-bin", value: "PROGRAM",
            "the LiteLLM to start (litellm, as `pip install 'litellm[proxy]'` gives it)"),
        OptionSpec(
            "--portkey-bin", value: "PROGRAM",
            "the Portkey gateway to start (gateway, as `npm install -g @portkey-ai/gateway` gives it)"
        ),
        OptionSpec(
            "--kind", value: "KIND", "litellm or portkey; the file's content decides otherwise"),
        OptionSpec("--out", value: "DIR", "where the reports go (pathproof-out)"),
        OptionSpec(
            "--jobs", short: "-j", value: "N", "how many cases at once (\(DrillJob.widthUsual))"),
        OptionSpec("--filter", value: "TEXT", "only cases whose id holds this text; repeatable"),
        OptionSpec("--case", value: "ID", "only the case with this id; repeatable"),
        OptionSpec("--route", value: "NAME", "only this route; repeatable"),
        OptionSpec("--cause", value: "NAME", "only this cause, or 'healthy'; repeatable"),
        OptionSpec(
            "--real-time",
            "keep the configuration's time-outs and the gateway's pauses; they are scaled otherwise"
        ),
        OptionSpec("--exit-zero", "exit 0 where cases failed; other codes stay"),
        OptionSpec("--quiet", short: "-q", "no progress, and nothing said of a run that passed"),
        OptionSpec(
            "--verbose", short: "-v", "show every case that did not pass, not only the first 25"),
    ]

    static func run(_ arguments: Arguments, on terminal: Terminal) async throws(Diagnostics)
        -> ExitCode
    {
        let job = try DrillJob(arguments)
        if arguments.has("--plan") {
            let plans = PlanFigures.counted(job.suites, selection: job.selection)
            terminal.say(PlanText.text(plans))
            terminal.say(job.constructText)
            return .pass
        }
        return try await job.carryOut(on: terminal)
    }
}
