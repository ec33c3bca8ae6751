import Documents
import Rows
import Vocabulary

/// Which paths were judged, and how it went.
struct CoverageSection: SummarySection {
    static let key = "coverage"

    private var table = CoverageTable()
    /// Paths that no case came to are told at a run's end: without one nobody knows how many were planned.
    private var isWhole = false

    mutating func take(_ row: CaseRow) { table.take(row) }
    mutating func take(_ row: PathRow) { table.take(row) }
    mutating func take(_ row: EndRow) { isWhole = true }

    /// A column for each family of causes; what is not good stands below by name.
    func markdown() -> String {
        guard !table.isEmpty else { return "" }
        let families = table.families
        var text = "## Coverage\n\n"
        if isWhole {
            text += "\(Figures.grouped(table.covered)) of \(Figures.counted(table.planned, "path"))"
            text += " covered; passed of planned, plain and streamed:\n\n"
        } else {
            text +=
                "\(Figures.counted(table.covered, "path")) covered so far: the run was killed, and "
            text +=
                "paths that it did not come to are not here; passed of begun, plain and streamed:\n\n"
        }
        text += Markdown.head([.text("leg")] + families.map { .number($0) })
        for line in table.byRoute {
            let shares = families.map { family in
                let (good, planned, bad) = table.share(of: line, family)
                guard planned > 0 else { return "" }
                return bad ? "**\(good)/\(planned)** ✗" : "\(good)/\(planned)"
            }
            text += Markdown.row([Markdown.cell("\(line.leg) \(line.name)")] + shares)
        }
        let exceptions = table.exceptions(width: 1000, Palette(isColoured: false))
        guard !exceptions.isEmpty else { return text + "\n" }
        let lines = exceptions.split(separator: "\n").map {
            $0.drop { $0 == " " }
        }
        return text + "\n✗ failed, ! could not be judged, · not judged:\n\n"
            + Markdown.block(lines.joined(separator: "\n")) + "\n"
    }

    func write(to json: inout JSONWriter) {
        json.beginArray()
        for line in table.byRoute {
            for (cause, cells) in zip(table.causes, line.cells) {
                for (isStreamed, cell) in [(false, cells.plain), (true, cells.streamed)]
                where cell.isPlanned {
                    json.beginObject()
                    json.member("leg", line.leg.description)
                    json.member("leg_name", line.name)
                    json.member("cause", cause)
                    json.member("stream", isStreamed)
                    json.member("covered", cell.isCovered)
                    json.member("passed", cell.passed)
                    json.member("failed", cell.failed)
                    json.member("errored", cell.errored)
                    json.endObject()
                }
            }
        }
        json.endArray()
    }
}
