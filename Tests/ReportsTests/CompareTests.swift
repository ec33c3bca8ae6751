import Documents
import GatewayMaps
import Ledger
import Rows
import Statistics
import TestSupport
import Testing
import Vocabulary

@testable import Reports

/// A model with so many of its cases passed, each answer at so many billionths of a dollar.
private func model(
    _ name: String, _ passed: Int, of judged: Int = 100, nanos: Int128?, milliseconds: Int = 100,
    currency: String = Money.dollars
) -> ModelFigures {
    var figures = ModelFigures(name: name)
    (figures.passed, figures.judged, figures.cases, figures.answers) = (
        passed, judged, judged, judged
    )
    for _ in 0..<judged {
        figures.add(nanos.map { Money(nanos: $0, currency) })
        figures.total.add(.milliseconds(milliseconds))
    }
    return figures
}

private func task(_ name: String, _ models: ModelFigures...) -> TaskFigures {
    var task = TaskFigures(name: name)
    task.models = models
    return task
}

private func choice(_ task: TaskFigures, isTimed: Bool = true) -> ModelChoice {
    ModelChoice(task, ModelChoice.Terms(isTimed: isTimed))
}

@Suite struct ModelChoiceTests {
    @Test func `the cheapest of those that are right about as often as the best is recommended`() {
        let chosen = choice(
            task(
                "t", model("p:best", 100, nanos: 900), model("p:near", 98, nanos: 300),
                model("p:poor", 97, nanos: 100)))
        #expect(chosen.model == "p:near")
        #expect(chosen.acceptable == ["p:best", "p:near"])
        #expect(chosen.reason.contains("98.0 % of 100 for 0.0003 USD per 1,000 answers"))
        #expect(chosen.reason.contains("the best, p:best, has 100.0 % of 100 for 0.0009 USD"))
    }

    @Test func `what is not known is no bargain`() {
        let chosen = choice(
            task("t", model("p:a", 90, nanos: nil), model("p:b", 90, nanos: 500)))
        #expect(chosen.model == "p:b")
        let unpriced = choice(
            task(
                "t", model("p:slow", 90, nanos: nil, milliseconds: 300),
                model("p:quick", 90, nanos: nil, milliseconds: 30)))
        #expect(unpriced.model == "p:quick")
        #expect(unpriced.reason.contains("no price is known"))
    }

    @Test func `the best of those that are never right is not recommended`() {
        let chosen = choice(
            task("t", model("p:a", 0, of: 2, nanos: nil), model("p:b", 0, of: 2, nanos: 5)))
        #expect(chosen.model == nil && !chosen.isJudged)
        #expect(chosen.reason == "no answer to it was right: none is recommended")
    }

    @Test func `few cases are called few`() {
        let chosen = choice(task("t", model("p:a", 4, of: 4, nanos: 1)))
        #expect(chosen.reason.contains("few cases: between 51.0 % and 100.0 % are possible"))
        #expect(!choice(task("t", model("p:a", 400, of: 400, nanos: 1))).reason.contains("few"))
    }

    @Test func `the front holds whom nobody beats in all respects`() {
        let figures = task(
            "t", model("p:good", 100, nanos: 900, milliseconds: 500),
            model("p:cheap", 80, nanos: 100, milliseconds: 400),
            model("p:quick", 80, nanos: 900, milliseconds: 50),
            model("p:beaten", 80, nanos: 200, milliseconds: 400),
            model("p:unknown", 100, nanos: nil, milliseconds: 10))
        #expect(choice(figures).front == ["p:good", "p:cheap", "p:quick"])
        // Without times the quick one is only dear.
        #expect(choice(figures, isTimed: false).front == ["p:good", "p:cheap"])
    }

    @Test func `costs may be those of the traffic`() {
        let figures = task(
            "t", model("p:short", 90, nanos: 100), model("p:long", 90, nanos: 500))
        var terms = ModelChoice.Terms(isTimed: false)
        terms.costWords = "for the traffic"
        terms.cost = { model, _ in
            Money(nanos: model.name == "p:long" ? 1_000 : 2_000, Money.dollars)
        }
        let chosen = ModelChoice(figures, terms)
        #expect(chosen.model == "p:long" && chosen.front == ["p:long"])
        #expect(chosen.reason.hasPrefix("90.0 % of 100 for 0.000001 USD for the traffic"))
    }

    /// A model whose answers were given at its quiet hours, or at its busy ones, at the same two prices.
    private func hourly(isQuiet: Bool) -> ModelFigures {
        var figures = model("p:hourly", 100, nanos: 0)
        figures = ModelFigures(name: figures.name)
        (figures.passed, figures.judged, figures.cases, figures.answers) = (100, 100, 100, 100)
        let (quiet, busy) = (Money(nanos: 500, Money.dollars), Money(nanos: 1_000, Money.dollars))
        for _ in 0..<100 {
            figures.add(isQuiet ? quiet : busy, atOtherHours: isQuiet ? busy : quiet)
        }
        return figures
    }

    @Test(arguments: [true, false])
    func `what is recommended does not depend on the hour of the measurement`(isQuiet: Bool) {
        let chosen = choice(task("t", hourly(isQuiet: isQuiet), model("p:steady", 100, nanos: 800)))
        #expect(chosen.model == "p:steady")
        #expect(
            chosen.reason.contains(
                "; at its cheapest hours p:hourly with 100.0 % of 100 costs less: 0.0005 USD"))
        #expect(chosen.costs["p:hourly"] == Money(nanos: 1_000_000, Money.dollars))
        #expect(chosen.costsAtCheapest == ["p:hourly": Money(nanos: 500_000, Money.dollars)])
    }

    private func inTwoCurrencies(_ rates: ExchangeRates, passed: Int = 90) -> ModelChoice {
        let figures = task(
            "t", model("p:dollars", 90, nanos: 900), model("p:dear", 90, nanos: 1_900),
            model("p:yuan", passed, nanos: 5_000, currency: "CNY"))
        return ModelChoice(figures, ModelChoice.Terms(isTimed: true, rates: rates))
    }

    @Test func `of two currencies without a rate neither is the cheaper`() {
        let chosen = inTwoCurrencies(.none)
        #expect(chosen.model == nil && chosen.isJudged)
        #expect(chosen.front == ["p:dollars", "p:yuan"])
        for words in [
            "p:dollars with 90.0 % of 100 for 0.0009 USD is the cheapest in USD",
            "p:yuan with 90.0 % of 100 for 0.005 CNY is the cheapest in CNY", "rates: { CNY: ",
        ] {
            #expect(chosen.reason.contains(words), "\(chosen.reason)")
        }
    }

    @Test func `who is right more often is recommended, whatever the currency`() {
        let chosen = inTwoCurrencies(.none, passed: 91)
        #expect(chosen.model == "p:yuan")
        #expect(chosen.reason.contains("prices are not compared"))
        // It is right more often, and nobody knows whether it costs more.
        #expect(chosen.front == ["p:dollars", "p:yuan"])
    }

    @Test(arguments: [("0.14", "p:yuan"), ("0.2", "p:dollars")])
    func `by a rate the cheaper one is recommended, and both amounts are shown`(
        rate: String, name: String
    ) {
        let chosen = inTwoCurrencies(ExchangeRates([("CNY", rate)]))
        #expect(chosen.model == name && chosen.front == [name])
        let isYuan = name == "p:yuan"
        let words = isYuan ? "for 0.005 CNY (0.0007 USD) per 1,000" : "for 0.0009 USD per 1,000"
        #expect(chosen.reason.contains(words), "\(chosen.reason)")
    }

    @Test func `one foreign currency alone needs no rate`() {
        let chosen = choice(
            task(
                "t", model("p:a", 90, nanos: 5, currency: "CNY"),
                model("p:b", 90, nanos: 9, currency: "CNY")))
        #expect(chosen.model == "p:a" && chosen.front == ["p:a"])
    }

    @Test func `where nothing was judged nothing is recommended`() {
        var none = ModelFigures(name: "p:a")
        none.unjudged = 3
        #expect(choice(task("t", none)).model == nil)
    }
}

@Suite struct RoutingsTests {
    private let tasks = [
        task("easy", model("p:big", 100, nanos: 1000), model("p:small", 100, nanos: 100)),
        task("hard", model("p:big", 100, nanos: 1000), model("p:small", 50, nanos: 100)),
    ]

    private func price(_ name: String) -> Price? {
        name == "p:big"
            ? Price(Money.dollars, Rates(input: "10", output: "30"))
            : Price(Money.dollars, Rates(input: "1", output: "3"))
    }

    @Test func `one model for all is one that is good enough everywhere`() throws {
        let choices = tasks.map { choice($0) }
        let routings = Routings(tasks, choices, nil) { model, _ in price(model) }
        #expect(choices.map(\.model) == ["p:small", "p:big"])
        let single = try #require(routings.single)
        #expect(single.model == "p:big" && single.routing.worseOn.isEmpty)
        // Thousands of answers: 0.0001 + 0.001 dollars in place of 0.002.
        #expect(routings.routed.total.amounts == [Money(nanos: 1_100_000, Money.dollars)])
        let saving = try #require(routings.saving)
        #expect(saving.amount == Money(nanos: 900_000, Money.dollars))
        #expect(abs(saving.share - 0.45) < 1e-12)
    }

    @Test func `traffic is priced by the list, exactly`() throws {
        let folder = try TemporaryFolder()
        let text = """
            task,volume,input_tokens,output_tokens
            easy,3000000,1000,100
            hard,7,2000,1

            """
        let reader = try CSVReader(path: try folder.write("t.csv", Array(text.utf8)))
        let traffic = try Traffic.read(reader, known: ["easy", "hard"])
        let routings = Routings(tasks, tasks.map { choice($0) }, traffic) { model, _ in price(model)
        }
        // 1,000 × 1 + 100 × 3 and 2,000 × 10 + 1 × 30 millionths of a dollar.
        #expect(
            routings.routed.shares.map { $0.cost.whole(by: .none) } == [
                Money("3900", Money.dollars), Money("0.14021", Money.dollars),
            ])
        #expect(
            routings.single?.routing.total.amounts
                == [Money("39000.14021", Money.dollars)].compactMap(\.self))
        #expect(routings.isOfTraffic)
    }

    /// Easy work goes over a route whose first leg is one of two, hard work to the big model.
    private var routed: [TaskFigures] {
        var routed = tasks
        var mixed = RouteFigures(name: "chat")
        mixed.take("p:big", answers: 1)
        mixed.take("p:small", answers: 3)
        var alone = RouteFigures(name: "hard-chat")
        alone.take("p:big", answers: 4)
        (routed[0].routes, routed[1].routes) = ([mixed], [alone])
        return routed
    }

    @Test func `traffic at a price that depends on the hour is a range, or what its share says`() {
        let price = Price(
            Money.dollars, Rates(input: "2", output: "4"),
            offPeak: .init(Rates(input: "1", output: "2"), outside: .beijingOffice))
        var line = Traffic.Line(task: "easy", volume: 1_000, inputTokens: 1_000, outputTokens: 500)
        func cost(_ hour: PriceHour) -> String? {
            Traffic(lines: [line]).cost(of: "easy", at: price, hour)?.amount
        }
        #expect(cost(.dearest) == "4" && cost(.cheapest) == "2")
        line.offPeakMillionths = 750_000
        #expect(cost(.dearest) == "2.5" && cost(.cheapest) == "2.5")
    }

    private let traffic = Traffic(lines: [
        Traffic.Line(task: "easy", volume: 1_000, inputTokens: 1_000, outputTokens: 100),
        Traffic.Line(task: "hard", volume: 10, inputTokens: 2_000, outputTokens: 100),
    ])

    @Test func `traffic is priced under the routing that was run, and with each model for all`()
        throws
    {
        let routings = Routings(routed, routed.map { choice($0) }, traffic) { model, _ in
            price(model)
        }
        // A request of easy work costs 0.013 or 0.0013 dollars, one of hard work 0.023 or 0.0023.
        let present = try #require(routings.present)
        #expect(
            present.shares.map { $0.cost.whole(by: .none) } == [
                Money("4.225", Money.dollars), Money("0.23", Money.dollars),
            ])
        #expect(routings.routed.total.amounts.map(\.amount) == ["1.53"])
        #expect(
            routings.singles.map { "\($0.name) \($0.total.amounts[0].amount)" }
                == ["p:big for all 13.23", "p:small for all 1.323"])
        #expect(routings.singles.map(\.worseOn) == [[], ["hard"]])
        #expect(routings.routes.isEmpty)
        let saving = try #require(routings.saving(against: present))
        #expect(saving.amount.amount == "2.925")
        #expect(
            routings.all.map(\.name) == [
                "recommended", "as it was run", "p:big for all", "p:small for all",
            ])
    }

    @Test func `a task that went over several routes is priced over each`() throws {
        var tasks = routed
        for place in tasks.indices { tasks[place].routes = routed.flatMap(\.routes) }
        let routings = Routings(tasks, tasks.map { choice($0) }, traffic) { model, _ in price(model)
        }
        #expect(routings.routes.map(\.name) == ["route chat", "route hard-chat"])
        #expect(routings.routes[1].total.amounts.map(\.amount) == ["13.23"])
        // Five of eight answers were the big model's.
        #expect(
            try #require(routings.present).shares[0].cost.amounts.map(\.amount) == ["8.6125"])
        // Models that were asked directly are no routing.
        for place in tasks.indices {
            var direct = RouteFigures(name: "big")
            direct.take("p:big", answers: 4)
            tasks[place].routes = [direct]
        }
        #expect(
            Routings(tasks, tasks.map { choice($0) }, traffic) { model, _ in price(model) }.present
                == nil)
    }

    @Test func `totals in two currencies are held against each other by a rate alone`() throws {
        let tasks = [
            task(
                "t", model("p:big", 100, nanos: 1), model("p:yuan", 100, nanos: 1, currency: "CNY"))
        ]
        func routings(_ rates: ExchangeRates) -> Routings {
            let terms = ModelChoice.Terms(isTimed: false, rates: rates)
            return Routings(tasks, tasks.map { ModelChoice($0, terms) }, nil, rates: rates) {
                _, _ in
                nil
            }
        }
        let apart = routings(.none)
        #expect(apart.single == nil && apart.routed.shares.isEmpty)
        #expect(apart.singles.map { $0.total.amounts[0].currency } == ["USD", "CNY"])
        let turned = routings(ExchangeRates([("CNY", "0.14")]))
        #expect(turned.single?.model == "p:yuan")
        let saving = try #require(turned.saving(against: turned.singles[0]))
        #expect(saving.amount == Money(nanos: 860, Money.dollars))
    }

    @Test func `an unknown price leaves the saving unknown, and is counted`() {
        let routings = Routings(
            tasks, tasks.map { choice($0) },
            Traffic(lines: [
                Traffic.Line(task: "easy", volume: 1, inputTokens: 1, outputTokens: 1)
            ])
        ) { _, _ in nil }
        #expect(routings.routed.total.unknown == 1)
        #expect(routings.saving == nil)
    }

    @Test(arguments: [
        ("task,volume\na,1\n", "the traffic has no column 'input_tokens'"),
        ("task,volum,input_tokens,output_tokens\n", "unknown column 'volum'"),
        ("task,volume,input_tokens,output_tokens\nesay,1,1,1\n", "task 'esay' was not measured"),
        ("task,volume,input_tokens,output_tokens\neasy,-1,1,1\n", "'-1' is not a whole number"),
    ])
    func `a wrong traffic file is told where`(text: String, words: String) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("t.csv", Array(text.utf8))
        do {
            _ = try Traffic.read(try CSVReader(path: path), known: ["easy", "hard"])
            Issue.record("it was read")
        } catch {
            #expect(error.items.contains { $0.message.contains(words) }, "\(error.items)")
        }
    }
}

@Suite struct CompareReportTests {
    @Test func `what nobody knows the price of costs no number`() {
        let tasks = [task("t", model("p:a", 90, nanos: nil))]
        let choices = tasks.map { choice($0) }
        let words = Comparison(
            ModelTable(), choices, Routings(tasks, choices, nil) { _, _ in nil }
        ).savingWords
        #expect(!words.contains("costs 1 unknown") && words.contains("is not known"), "\(words)")
    }

    private func comparison(_ names: [String] = ["easy", "hard"]) -> Comparison {
        var table = ModelTable()
        var run = RunRow(
            version: "1", suites: [], mode: .live, gateway: "g", started: "", host: "", seed: 0)
        run.tasks = []
        table.take(.run(run))
        let tasks = [
            task(
                names[0], model("openai:gpt-5.4", 100, nanos: 1_000_000),
                model("openai:gpt-5.4-mini", 100, nanos: 100_000)),
            task(
                names[1], model("openai:gpt-5.4", 100, nanos: 1_000_000),
                model("own:house|model", 50, nanos: nil)),
        ]
        let choices = tasks.map { choice($0) }
        var comparison = Comparison(table, choices, Routings(tasks, choices, nil) { _, _ in nil })
        comparison.tasks = tasks
        return comparison
    }

    @Test func `a terminal and a pull request see the same figures`() {
        let text = CompareText.terminal(comparison(), Palette(isColoured: false))
        let markdown = CompareText.markdown(comparison())
        #expect(text.contains("  →◆ openai:gpt-5.4-mini "))
        #expect(markdown.contains("| →◆ | `openai:gpt-5.4-mini` | 100.0 % |"))
        for words in [
            "openai:gpt-5.4-mini", "100.0 %", "0.1 USD", "unknown (100)", "96.3 to 100.0",
            "routed as recommended, 1,000 answers of each task costs 1.1 USD",
            "openai:gpt-5.4 for all costs 2 USD: a saving of 0.9 USD (45.0 %)",
            "100 answers of unknown cost: counted, in no sum",
        ] {
            #expect(text.contains(words), "\(words): \(text)")
            #expect(markdown.contains(words), "\(words): \(markdown)")
        }
        #expect(text.contains("task easy"))
        #expect(markdown.contains("|  | model | right | 95 % | of |"))
        #expect(markdown.contains("house\\|model"))
        // Percentiles of a hundred answers have an interval, here of no width.
        #expect(text.contains("99.6–99.6 ms"), "\(text)")
        #expect(markdown.contains("| 99.6 ms (99.6–99.6 ms) |"), "\(markdown)")
    }

    @Test func `times that this program limited are marked, and one line says what that means`()
        throws
    {
        var comparison = comparison()
        let plain = CompareText.terminal(comparison, Palette(isColoured: false))
        #expect(!plain.contains("≤") && !plain.contains("lateness"))
        for _ in 0..<100 { comparison.tasks[0].models[0].totalLag.add(.milliseconds(40)) }
        let text = CompareText.terminal(comparison, Palette(isColoured: false))
        let markdown = CompareText.markdown(comparison)
        for words in ["≤ 99.6 ms* (±40.0 ms)", "own lateness is more than a quarter"] {
            #expect(text.contains(words), "\(words): \(text)")
            let escaped = words.replacing("*", with: "\\*")
            #expect(markdown.contains(escaped), "\(words): \(markdown)")
        }
        let json = String(decoding: CompareJSON.bytes(comparison), as: UTF8.self)
        #expect(json.contains(#""client_limited":["total_p50","total_p95"]"#), "\(json)")
        #expect(json.contains(#""total_p50_lag_us":"#))
        // Simulated legs have no times.
        comparison.isSimulated = true
        #expect(!CompareText.terminal(comparison, Palette(isColoured: false)).contains("lateness"))
    }

    @Test(arguments: [["easy", "hard"], ["say \"hi\" \\ there: # now", "zwei\nZeilen"]])
    func `the recommended routes are read back as they were meant`(names: [String]) throws {
        let text = try #require(
            RecommendedRoutes.text(comparison(names)) { name in
                name.hasPrefix("own")
                    ? RecommendedRoutes.Declaration(provider: "vllm", pin: "x", isGuess: true) : nil
            })
        let folder = try TemporaryFolder()
        let path = try folder.write("routes.yaml", Array(text.utf8))
        let node = try Document.read(path: path, environment: { _ in nil })
        let map = try RoutesFile.read(node, knownProviders: ["openai", "vllm"])
        #expect(map.rules.map(\.target) == ["gpt-5.4-mini", "gpt-5.4", "gpt-5.4"])
        for (number, name) in names.enumerated() {
            var prompt = Prompt(messages: [Message(.user, "x")])
            prompt.metadata = ["task": name]
            let rule = map.rules.rule(for: RequestFacts(prompt, isStreamed: false))
            #expect(rule?.target == (number == 0 ? "gpt-5.4-mini" : "gpt-5.4"), "\(text)")
        }
        #expect(text.contains("# 100.0 % of 100 for 0.1 USD per 1,000 answers"))
    }

    @Test func `the JSON is one value, with exact amounts`() throws {
        var tape = JSONTape()
        try tape.read(CompareJSON.bytes(comparison()))
        #expect(tape.string("format", of: tape.root) == CompareJSON.format)
        let routings = try #require(tape.member("routings", of: tape.root))
        let saving = try #require(tape.member("saving", of: routings))
        #expect(tape.string("amount", of: saving) == "0.9")
        #expect(tape.integer("unknown_costs", of: tape.root) == 100)
    }
}
