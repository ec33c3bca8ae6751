import Benches
import Documents
import Vocabulary

/// `pathproof bench`: what a gateway adds to the legs behind it, in pairs, with error bars.
struct BenchCommand: Command {
    static let name = "bench"
    static let summary = "measure what a gateway adds, and legs or regions beside each other"
    static let operands = "[SUITE.yaml | DIR]…"
    static let details = """
        Asks all contenders the same in every round, one at a time and in an order of chance, plain and
        streamed, after a warm-up that is not counted: it goes on while what is measured still changes
        from round to round by more than chance. What the one adds to the other is the median of the
        rounds' differences, with its 95 % interval by bootstrap; its p95 is the one's p95 less the
        other's.

          pathproof bench SUITE                          the embedded gateway before its lanes: no key
          pathproof bench --gateway URL --direct URL     your gateway, and what stands behind it
          pathproof bench --region eu=URL --region us=URL

        A suite gives the prompts; without one a short question is asked of addresses. No key is sent
        that no option names. The figures also go to bench.json; `pathproof list bench` says what its
        members mean. It exits with 3 where the machine is too busy or half of the pairs are lost,
        with 4 where somebody does not answer.
        """

    static let options: [OptionSpec] = [
        OptionSpec(
            "--gateway", value: "URL|NAME",
            "an OpenAI-compatible gateway, or its name in `gateways:`; needs --direct"),
        OptionSpec("--direct", value: "URL", "what the gateway calls, asked without it"),
        OptionSpec(
            "--region", value: "NAME=URL",
            "one of several addresses of a provider; the others are held against the first"),
        OptionSpec(
            "--provider", value: "NAME",
            "whose language --direct and --region speak (generic): a provider's name, or a dialect's"
        ),
        OptionSpec(
            "--model", value: "NAME",
            "what is asked for; without it the address's only model, if it lists one"),
        OptionSpec(
            "--direct-model", value: "NAME", "the same of --direct, where it has another name"),
        OptionSpec(
            "--key-variable", value: "NAME",
            "the environment variable with the key of the gateway or of the regions; needs --live"),
        OptionSpec(
            "--direct-key-variable", value: "NAME", "the same for --direct; needs --live"),
        OptionSpec("--live", "send keys along: whoever bills them may bill every request"),
        EnvFiles.option,
        OptionSpec(
            "--routes", value: "FILE", "the routes file, in place of the nearest routes.yaml"),
        OptionSpec(
            "--key", value: "NAME",
            "ask the embedded gateway as the client of this one of `keys:`, at its pace"),
        OptionSpec("--route", value: "NAME", "only this route of the suites; repeatable"),
        OptionSpec(
            "--pairs", value: "N",
            "how often everybody is asked for each kind of answer (\(BenchRun.Options.pairsUsual))"),
        OptionSpec(
            "--warm-up", value: "N",
            "how often at least before anything is timed (\(BenchRun.Options.warmUpUsual), or --warm-up-max where that is less)"
        ),
        OptionSpec(
            "--warm-up-max", value: "N",
            "how often at most, where times have not settled (--warm-up and twice --pairs)"),
        OptionSpec(
            "--at-once", value: "N",
            "then let so many ask at once, each anew as soon as it has its answer: what waits in a queue shows only so"
        ),
        OptionSpec("--turns", value: "N", "measure conversations of so many turns, too"),
        OptionSpec("--rpm", value: "N", "send no more requests a minute than this"),
        OptionSpec("--seed", value: "N", "of every order and interval (0)"),
        OptionSpec("--ignore-load", "measure on a busy machine, too, and mark the figures"),
        OptionSpec("--json", "print what bench.json holds in place of the tables"),
        OptionSpec("--out", value: "DIR", "where bench.json goes (\(RunFolder.usual))"),
        OptionSpec("--quiet", short: "-q", "no progress"),
    ]

    static func run(_ arguments: Arguments, on terminal: Terminal) async throws(Diagnostics)
        -> ExitCode
    {
        try await BenchJob(arguments).carryOut(on: terminal)
    }
}
