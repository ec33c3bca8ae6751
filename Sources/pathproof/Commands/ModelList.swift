import Documents
import GatewayMaps
import Ledger
import Providers
import Suites
import Vocabulary

/// The models that are known and what they cost: by the shipped lists, and by what files say beside them.
struct ModelList {
    private var models = catalogue
    private var book = PriceBook.shipped
    private var given: [PriceOverride] = []
    /// What files say of windows, by `provider:model`.
    private var windows: [String: Int] = [:]

    static let header = [
        "model", "provider", "pin", "input", "cached", "output", "per million", "context",
        "shut down", "prices",
    ]

    init() {}

    /// - Parameter files: suites and routes files; a suite's prices stand over those of a routes file. Where no routes
    ///   file is among them, those beside the suites count.
    init(_ files: [String]) throws(Diagnostics) {
        var suites: [Suite] = []
        let mistakes = Mistakes()
        var read: [String] = []
        func takeRoutes(_ file: String) throws(Diagnostics) {
            let node = try RunJob.document(file) { Environment.value($0) ?? "" }
            take(try RoutesFile.read(node, knownProviders: allProviders.map { $0.name }))
            read.append(file)
        }
        for file in files {
            mistakes.collect { () throws(Diagnostics) in
                let node = try RunJob.document(file) { Environment.value($0) ?? "" }
                if SuiteFile.isSuite(node) {
                    suites.append(try SuiteFile.read(node))
                } else {
                    try takeRoutes(file)
                }
            }
        }
        // A run of a suite goes by the routes file beside it, unless another is named.
        let isGiven = !read.isEmpty
        for suite in suites where !isGiven {
            guard let file = RoutesCache.nearest(to: suite.file),
                !read.contains(where: { Folder.isSame($0, file) })
            else { continue }
            mistakes.collect { () throws(Diagnostics) in try takeRoutes(file) }
        }
        for suite in suites {
            mistakes.collect { () throws(Diagnostics) in try take(suite) }
        }
        try mistakes.check()
    }

    private mutating func take(_ map: RouteMap) {
        let own = map.models.map {
            CatalogueModel($0.name, $0.provider, pin: $0.pin)
        }
        for model in map.models {
            windows["\(model.provider):\(model.name)"] = model.contextTokens
        }
        models = own + models.filter { model in !own.contains { $0.name == model.name } }
        book = book.overridden(by: map.prices)
        given = map.prices + given
    }

    private mutating func take(_ suite: Suite) throws(Diagnostics) {
        let prices = suite.prices.map(\.override)
        let declared = models.flatMap { model in
            [model.name, model.pin].map {
                PricedName($0, of: model.provider, isListed: false)
            }
        }
        try suite.checkPrices(models: declared + PricedName.all(of: []))
        book = book.overridden(by: prices)
        given = prices + given
    }

    /// A line for each model; what nobody knows is called so, never left to be taken for nothing.
    var rows: [[String]] { models.map(cells) }

    /// The table, and under it all that the files say.
    var text: String {
        let table = TextTable.text(header: Self.header, rows) + hourText
        guard !given.isEmpty else { return table }
        let lines = given.flatMap { price in
            price.lines.enumerated().map { index, line in
                index == 0
                    ? [price.name, line.what, line.amount, price.source]
                    : ["", line.what, line.amount]
            }
        }
        return table + "\n"
            + TextTable.text(header: ["given for", "what", "price", "in"], lines)
    }

    /// What models cost at the hours at which they cost less than the table says.
    private var hourText: String {
        let lines = models.compactMap { model -> [String]? in
            guard let price = book.model([model.pin, model.name], of: model.provider)?.price,
                let hours = price.offPeak?.hours, let quiet = price.byHour.last
            else { return nil }
            let factors = quiet.multipliers.map { " ×\($0.text)" }.joined()
            let rates = [quiet.rates.input, quiet.rates.cachedInput, quiet.rates.output]
            return [model.name, model.provider] + rates.map { $0.map { $0.text + factors } ?? "" }
                + [price.currency, hours.quietWords]
        }
        guard !lines.isEmpty else { return "" }
        return "\n"
            + TextTable.text(
                header: [
                    "by the hour", "provider", "input", "cached", "output", "per million", "when",
                ], lines)
    }

    private func cells(_ model: CatalogueModel) -> [String] {
        let names = [model.pin, model.name]
        let row = book.model(names, of: model.provider)
        // The user's price says nothing of it.
        let context =
            windows["\(model.provider):\(model.name)"] ?? row?.context
            ?? PriceBook.shipped.model(names, of: model.provider)?.context
        let rates = row?.price?.rates
        let dearer = row?.price?.tiers.isEmpty == false ? "+" : ""
        let factors = row?.price?.multipliers.map { " ×\($0.text)" }.joined() ?? ""
        func cell(_ rate: Rate?, _ mark: String) -> String? {
            rate.map { $0.text + mark + factors }
        }
        return [
            model.name, model.provider, model.pin == model.name ? "" : model.pin,
            cell(rates?.input, dearer) ?? "unknown",
            cell(rates?.cachedInput, "") ?? (rates == nil ? "unknown" : ""),
            cell(rates?.output, dearer) ?? "unknown", row?.price?.currency ?? "",
            context.map { String($0) } ?? "unknown", model.shutdown ?? "",
            row.map { $0.proof.rawValue + ($0.proof == .user ? "" : ", \($0.asOf.text)") } ?? "",
        ]
    }
}
