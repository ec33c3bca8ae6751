import Documents
import Ledger
import Reports
import Rows
import Vocabulary

/// `pathproof compare`: which model for which task, by what runs have shown.
struct CompareCommand: Command {
    static let name = "compare"
    static let summary = "compare models task by task, and recommend a routing with its saving"
    static let operands = "[RUN]…"
    static let details = """
        RUN is the folder of a run or its results.jsonl; without it the run in pathproof-out. A suite's
        `task:` says which task its cases are of, and only legs that were healthy count. Recommended is
        the cheapest model that is right about as often as the best one. With --traffic, a CSV file with
        the columns task, volume, input_tokens and output_tokens, the recommended routing, the one that
        was run and each model for all are priced by what you have to answer, at the prices that the runs
        were made with: a suite's and a routes file's own before the shipped list. A price that depends on the hour is a range
        from the cheapest hours to the dearest, by which is chosen, unless a column off_peak_share says which
        share of the requests comes outside of the busy hours. Prices in two currencies
        are held against each other by `rates:` of the routes file or the suite alone. Beside the tables
        it leaves compare.md, for a pull request, compare.json, and recommended-routes.yaml. It exits
        with 3 where no model can be recommended for any task.
        """

    static let options: [OptionSpec] = [
        OptionSpec(
            "--traffic", value: "FILE",
            "price this traffic: \(Traffic.columns.joined(separator: ","))"),
        OptionSpec(
            "--tolerance", value: "PERCENT",
            "how much less often than the best a model may be right "
                + "(\(Int(ModelChoice.toleranceUsual * 100)))"),
        OptionSpec(
            "--routes", value: "FILE", "a routes file whose models' prices, pins and rates count"),
        EnvFiles.option,
        OptionSpec("--json", "print what compare.json holds in place of the tables"),
        OptionSpec("--out", value: "DIR", "where the files go (\(RunFolder.usual))"),
    ]

    static func run(_ arguments: Arguments, on terminal: Terminal) async throws(Diagnostics)
        -> ExitCode
    {
        let tolerance =
            try arguments.number("--tolerance", in: 0...100).map { $0 / 100 }
            ?? ModelChoice.toleranceUsual
        let known = try KnownModels(routesFile: arguments.last("--routes"))
        var table = ModelTable()
        let places = arguments.words.isEmpty ? [RunFolder.usual] : arguments.words
        for place in places { try EarlierRun.forEachRow(in: place) { table.take($0) } }
        let traffic = try traffic(arguments.last("--traffic"), of: table.tasks)
        let rates = try rates(of: table, known)
        if traffic != nil { try known.checkPrices(table.tasks) }
        let choices = table.tasks.map { task in
            var terms = ModelChoice.Terms(
                tolerance: tolerance, isTimed: !table.isSimulated, rates: rates)
            if let traffic, traffic.has(task.name) {
                terms.costWords = "per 1,000 of the traffic"
                terms.cost = {
                    traffic.costPerThousand(
                        of: task.name, at: known.price(of: $0.name, on: task), $1)
                }
            }
            return ModelChoice(task, terms)
        }
        let routings = Routings(table.tasks, choices, traffic, rates: rates) { model, task in
            known.price(of: model, on: table.tasks.first { $0.name == task })
        }
        let comparison = Comparison(
            table, choices, routings,
            pricedBy: traffic.map { _ in known.priceWords(table.tasks) })
        try leave(comparison, known, in: arguments.last("--out") ?? RunFolder.usual, on: terminal) {
            arguments.has("--json")
                ? String(decoding: $0, as: UTF8.self)
                : CompareText.terminal(comparison, Palette(isColoured: terminal.outputHasColour))
        }
        return choices.contains { $0.model != nil } ? .pass : .inconclusive
    }

    /// One for each currency: that of the routes file, else the one that all runs were made with.
    private static func rates(
        of table: ModelTable, _ known: KnownModels
    ) throws(Diagnostics) -> ExchangeRates {
        var rates = ExchangeRates.none
        for rate in table.rates {
            let next = ExchangeRates([(rate.currency, rate.dollars)])
            if !known.rates.knows(rate.currency), let currency = rates.conflicts(with: next).first {
                let both = [rates, next].compactMap { $0.words(for: currency) }
                throw Diagnostics([
                    Diagnostic(
                        "these runs were made with different rates: \(both.joined(separator: ", "))",
                        hint: "name a routes file whose `rates:` count with --routes FILE")
                ])
            }
            rates = rates.overridden(by: next)
        }
        return rates.overridden(by: known.rates)
    }

    private static func traffic(
        _ path: String?, of tasks: [TaskFigures]
    ) throws(Diagnostics) -> Traffic? {
        guard let path else { return nil }
        return try Traffic.read(try CSVReader(path: path), known: tasks.map(\.name))
    }

    /// - Parameter shown: what is printed, given what compare.json holds.
    private static func leave(
        _ comparison: Comparison, _ known: KnownModels, in folder: String, on terminal: Terminal,
        shown: ([UInt8]) -> String
    ) throws(Diagnostics) {
        try Folder.makeOut(folder)
        let json = CompareJSON.bytes(comparison)
        terminal.say(shown(json))
        let names = RunFolder.comparison
        try Folder.write(json, to: "\(folder)/\(names.json)")
        try Folder.write(CompareText.markdown(comparison), to: "\(folder)/\(names.text)")
        if let routes = RecommendedRoutes.text(comparison, declaration: known.declaration) {
            try Folder.write(routes, to: "\(folder)/\(names.routes)")
        }
    }
}
