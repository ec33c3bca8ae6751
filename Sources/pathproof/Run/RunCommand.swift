import Documents
import GatewayMaps
import Plans
import Providers
import Reports
import Rows
import Runs
import Suites
import Vocabulary

/// `pathproof run`: suites over every route and fallback path, judged, with reports.
struct RunCommand: Command {
    static let name = "run"
    static let summary = "send suites over every route and every fallback path, judge, report"
    static let operands = "[SUITE.yaml | DIR]…"
    static let details = """
        Without a word it takes the suites in `suites/`. The routes come from the routes.yaml beside
        a suite, or in the nearest folder above. Unless --gateway names another, the embedded gateway
        serves them, in front of simulated providers that break on command: no key, nothing spent. A gateway
        that is a configuration of LiteLLM or Portkey is started on a copy of it whose legs are such providers.
        With --live or --record the lanes pass requests on to the real providers, and break their
        answers on the way; --replay plays what --record kept.
        """

    static let options: [OptionSpec] = [
        OptionSpec("--plan", "print what would be sent and what must follow, and send nothing"),
        OptionSpec(
            "--json", "with --plan: print it as JSON, with every path and the calls expected"),
        OptionSpec(
            "--routes", value: "FILE", "the routes file, in place of the nearest routes.yaml"),
        OptionSpec(
            "--gateway", value: "URL|NAME|FILE",
            "ask another gateway than the embedded one: by its address, by its name in `gateways:`, or by a LiteLLM or "
                + "Portkey configuration, which is started here before lanes. An address needs --live"
        ),
        OptionSpec(
            "--litellm-bin", value: "PROGRAM",
            "the LiteLLM to start where the gateway is a configuration (litellm of PATH or .venv)"),
        OptionSpec(
            "--portkey-bin", value: "PROGRAM",
            "the Portkey gateway to start (gateway of PATH or node_modules)"),
        OptionSpec(
            "--live",
            "let requests leave this program: the lanes ask the real providers of routes.yaml, and break "
                + "on the way; needs --budget"),
        OptionSpec(
            "--record", value: "FOLDER",
            "as --live, and keep each different request with its answer as a file there: it is sent once"
        ),
        OptionSpec(
            "--replay", value: "FOLDER",
            "answer from what was recorded there, and send nothing; what no file answers is an error"
        ),
        OptionSpec(
            "--budget", value: "USD",
            "spend no more than this by list prices; what would pass it is not run"),
        OptionSpec(
            "--allow-unpriced", "send to models without a known price, outside of any budget"),
        OptionSpec(
            "--allow-code",
            "run the code of `python` and `javascript` checks: with no key in its environment, and for ten seconds "
                + "at the most, but in no sandbox; without it they are skipped"),
        OptionSpec(
            "--key-variable", value: "NAME", "the environment variable with the gateway's key"),
        OptionSpec(
            "--key", value: "NAME",
            "ask as the client with this key of `keys:`: what is out of its reach must stay so"),
        EnvFiles.option,
        OptionSpec("--out", value: "DIR", "where the reports go (pathproof-out)"),
        OptionSpec(
            "--jobs", short: "-j", value: "N",
            "how many cases at once (\(RunJob.widthSimulated), or \(RunJob.widthLive) live)"),
        OptionSpec("--filter", value: "TEXT", "only cases whose id holds this text; repeatable"),
        OptionSpec("--case", value: "ID", "only the case with this id; repeatable"),
        OptionSpec("--route", value: "NAME", "only this route; repeatable"),
        OptionSpec(
            "--cause", value: "NAME", "only this cause, or 'healthy'; repeatable"),
        OptionSpec("--tag", value: "NAME", "only tests with this tag; repeatable: any of them"),
        OptionSpec(
            "--metadata", value: "KEY=VALUE", "only tests with this in their metadata; repeatable"),
        OptionSpec("--first", value: "N", "healthy paths carry the first N tests of each suite"),
        OptionSpec("--sample", value: "N", "healthy paths carry N tests of each suite, by chance"),
        OptionSpec("--seed", value: "N", "which tests --sample takes (0)"),
        OptionSpec(
            "--repeat", value: "N", "how often each healthy case is sent, whatever the suite says"),
        OptionSpec(
            "--real-time",
            "keep the time-outs of the routes file; without it they are scaled to 2 s at most"),
        OptionSpec(
            "--resume",
            "go on with the run that was killed in --out: what was answered is not sent again"),
        OptionSpec(
            "--failed-from", value: "RUN",
            "only cases that failed or could not be judged in this run: its folder or results.jsonl"
        ),
        OptionSpec(
            "--shard", value: "K/N",
            "only the K-th of N parts of the cases: the same on every machine; `pathproof report PART…` "
                + "joins them, and judges coverage and --baseline"),
        OptionSpec(
            "--report", value: "NAME",
            "a report more, as `pathproof list reports` names it; repeatable"),
        OptionSpec("--fail-fast", "stop at the first case that does not pass; as --max-failures 1"),
        OptionSpec(
            "--max-failures", value: "N",
            "stop when so many cases did not pass; what is in flight then counts as not run"),
        OptionSpec("--max-cases", value: "N", "send no more cases than this; the rest is not run"),
        OptionSpec(
            "--timeout", value: "TIME",
            "end before this time is over (90s, 10m); the rest is not run"
        ),
        OptionSpec("--rpm", value: "N", "send no more requests a minute than this"),
        OptionSpec("--tpm", value: "N", "use about no more tokens a minute than this"),
        OptionSpec(
            "--baseline", value: "FILE|RUN",
            "compare with a blessed file, or with a run: its folder or results.jsonl"),
        OptionSpec(
            "--gate-drop", value: "PERCENT",
            "a loss of passing cases from here on is large (\(Int(Gate.dropUsual * 100)))"),
        OptionSpec(
            "--gate-rise", value: "PERCENT",
            "a rise of cost, or of latency where both runs are live, from here on is large "
                + "(\(Int(Gate.riseUsual * 100))); a baseline file knows neither"),
        OptionSpec(
            "--gate-confidence", value: "PERCENT",
            "how sure it must be that a loss is no chance (\(Int(Gate.confidenceUsual * 100)))"),
        OptionSpec(
            "--fail-on", value: "LIST",
            "what makes the exit code other than 0 (all): "
                + Shortfall.allCases.map(\.rawValue).joined(separator: ",")),
        OptionSpec(
            "--min-coverage", value: "PERCENT",
            "exit 3 where a smaller share of the planned paths has a judged case"),
        OptionSpec("--exit-zero", "exit 0 where cases failed; other codes stay"),
        ExitCode.failingOption,
        OptionSpec("--quiet", short: "-q", "no progress, and nothing said of a run that passed"),
        OptionSpec(
            "--verbose", short: "-v", "show every case that did not pass, not only the first 25"),
    ]

    static func run(_ arguments: Arguments, on terminal: Terminal) async throws(Diagnostics)
        -> ExitCode
    {
        let job =
            try arguments.has("--resume")
            ? Resumption.job(arguments, of: RunCommand.self) : RunJob(arguments)
        if arguments.has("--plan") {
            if !job.isQuiet { terminal.complain(job.remarks) }
            let plans = PlanFigures.counted(job.prepared, selection: job.selection)
            terminal.say(arguments.has("--json") ? PlanJSON.text(plans) : PlanText.text(plans))
            if let drill = job.drill, !arguments.has("--json") { terminal.say(drill.planText) }
            return .pass
        }
        if arguments.has("--json") {
            throw Diagnostics([
                Diagnostic(
                    "--json goes with --plan",
                    hint: "a run leaves its rows as JSON in \(job.folder)/results.jsonl")
            ])
        }
        return try await job.carryOut(on: terminal)
    }
}
