import Documents
import GatewayMaps
import Runs
import Vocabulary

/// `pathproof drill`: a gateway's configuration, proven on the user's own LiteLLM or Portkey.
struct DrillCommand: Command {
    static let name = "drill"
    static let summary =
        "break every leg of a LiteLLM or Portkey configuration in every way; or rehearse a bad day"
    static let operands = "CONFIG"
    static let details = """
        Reads the configuration whole, starts your own `litellm` on a copy of it in which each
        deployment calls a lane of this program (or your own Portkey gateway, sending it the copy with
        each request), breaks each leg in each way, plain and streamed, and
        holds what both sides saw against what the configuration predicts. No key is used and
        nothing is spent, unless --live or --record lets the lanes pass requests on to
        the providers that CONFIG names, and break their answers on the way. Beside the usual reports it leaves drill.md: the matrix, the findings, and
        every change that was made for the copy.
        A gateway that is somebody else's (--gateway without --lane-port) is asked with the routing of
        CONFIG: its first legs, and the further ones behind legs whose model does not exist. What its
        own answers prove is judged; all else is named as not covered, and the exit code is 3.

          pathproof drill routes.yaml --mix 'rate-limit=5%,hang=1%' --for 10m --rate 20/s

        rehearses a day on the embedded gateway, for a routes.yaml or a suite: requests come evenly, each
        call at each leg fails by itself with these chances, and the same arrivals are sent on a day on which
        nothing fails, and on one on which the first leg is asked once more (a leg that the file retries on
        other failures keeps its count, which then holds for both). It shows what each leg
        answered and cost, and what failures added to the latency, in the time of the file: minutes
        pass in seconds. The same --seed strikes the same calls. A LiteLLM keeps its own time, and
        its cooldowns: its first half minute is sent at the day's pace, timed, and taken for the rest.
        """

    static let options: [OptionSpec] =
        [
            OptionSpec(
                "--plan", "print what would be sent and what must follow, and start nothing"),
            OptionSpec(
                "--litellm-bin", value: "PROGRAM",
                "the LiteLLM to start (litellm of PATH or .venv, as `pip install 'litellm[proxy]'` gives it)"
            ),
            OptionSpec(
                "--portkey-bin", value: "PROGRAM",
                "the Portkey gateway to start (gateway of PATH or node_modules, as "
                    + "`npm install -g @portkey-ai/gateway` gives it)"
            ),
            OptionSpec(
                "--kind", value: "KIND",
                "litellm, portkey or openrouter, and routes or suite with --mix; the file's content decides otherwise"
            ),
            OptionSpec(
                "--gateway", value: "URL|NAME",
                "with --lane-port: drive a LiteLLM that runs elsewhere on this machine: its legs call the "
                    + "lanes that the drill opens from there on, as --plan names them; it should have "
                    + "disable_cooldowns, and paths that may lead to a leg without a lane are not sent. "
                    + "Without: drive a hosted Portkey or OpenRouter by CONFIG, a request "
                    + "to OpenRouter for one; needs --live and --allow-unpriced. A NAME is one of `gateways:` in the "
                    + "routes.yaml beside CONFIG, or above it"),
            OptionSpec(
                "--failing-model", value: "NAME",
                "hosted: asked for in place of a leg that is to fail (\(HostedStage.missingModel))"),
            OptionSpec(
                "--live",
                "let requests leave this program: the lanes ask the real providers of CONFIG with its keys and "
                    + "addresses; needs --budget. Hosted: let requests go there, which may bill them"
            ),
            OptionSpec(
                "--lane-port", value: "N", "the first lane's port, the others follow; for --gateway"
            ),
            OptionSpec(
                "--jobs", short: "-j", value: "N", "how many cases at once (\(Drill.widthUsual))"),
            OptionSpec(
                "--real-time",
                "keep the configuration's time-outs and the gateway's pauses; they are scaled otherwise"
            ),
            OptionSpec(
                "--baseline", value: "FILE|RUN",
                "compare path by path with a blessed file or an earlier drill: what passed must pass"
            ),
        ] + RehearsalJob.options + RunCommand.options.filter { asInRun.contains($0.name) }

    /// They mean the same here as there.
    private static let asInRun: Set<String> = [
        "--record", "--replay", "--budget", "--key-variable", "--allow-unpriced", "--env-file",
        "--out",
        "--filter", "--case", "--route",
        "--cause", "--resume",
        "--failed-from", "--report", "--fail-fast", "--max-failures", "--max-cases", "--timeout",
        "--fail-on", "--min-coverage",
        "--exit-zero", "--failing-code", "--quiet", "--verbose",
    ]

    static func run(_ arguments: Arguments, on terminal: Terminal) async throws(Diagnostics)
        -> ExitCode
    {
        if arguments.has("--mix") {
            return try await RehearsalJob(arguments).carryOut(on: terminal)
        }
        for option in RehearsalJob.options where arguments.has(option.name) {
            throw Diagnostics([
                Diagnostic(
                    "option '\(option.name)' belongs to a rehearsal",
                    hint: "--mix 'rate-limit=5%,hang=1%' says what fails in it")
            ])
        }
        let job =
            try arguments.has("--resume")
            ? Resumption.job(arguments, of: DrillCommand.self)
            : RunJob(arguments, of: DrillCommand.self)
        if arguments.has("--plan") {
            if !job.isQuiet { terminal.complain(job.remarks) }
            terminal.say(
                PlanText.text(
                    PlanFigures.counted(job.prepared, selection: job.selection)))
            if let drill = job.drill {
                terminal.say(drill.planText)
                terminal.say(try drill.addresses())
            }
            return .pass
        }
        return try await job.carryOut(on: terminal)
    }
}
