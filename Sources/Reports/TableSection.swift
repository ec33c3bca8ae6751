import Documents

/// A section that is one table: a line of it is a row for people, and an object for programs.
protocol TableSection: SummarySection {
    associatedtype Line

    static var title: String { get }
    static var columns: [Markdown.Column] { get }

    /// In the order in which they are shown.
    var lines: [Line] { get }
    /// There is something for people to see; programs get all lines there are.
    var isTelling: Bool { get }
    /// A paragraph above the table.
    var introduction: String { get }
    /// Paragraphs below it.
    var legends: [String] { get }

    func cells(of line: Line) -> [String]
    /// The members of its object.
    func write(_ line: Line, to json: inout JSONWriter)
}

extension TableSection {
    var isTelling: Bool { !lines.isEmpty }
    var introduction: String { "" }
    var legends: [String] { [] }

    func markdown() -> String {
        guard isTelling else { return "" }
        var text = "## \(Self.title)\n\n"
        if !introduction.isEmpty { text += "\(introduction)\n\n" }
        text += Markdown.head(Self.columns)
        for line in lines { text += Markdown.row(cells(of: line)) }
        for legend in legends { text += "\n\(legend)\n" }
        return text + "\n"
    }

    func write(to json: inout JSONWriter) {
        json.beginArray()
        for line in lines {
            json.beginObject()
            write(line, to: &json)
            json.endObject()
        }
        json.endArray()
    }
}
