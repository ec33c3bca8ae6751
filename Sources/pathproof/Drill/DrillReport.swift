import Documents
import Reports
import Rows
import Vocabulary

/// drill.md, made again from the rows of a drill; nothing of a run that was none.
struct DrillReport {
    private var matrix = DrillMatrix()
    private var file = ""

    mutating func take(_ row: Row) {
        switch row {
        case .run(let row):
            // `litellm: deploy/litellm.yaml`, or an address.
            file = row.gateway.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? ""
        case .path(let row): matrix.take(row)
        case .finding(let row) where row.finding.code.hasPrefix("drill.cooldown."):
            matrix.take(row.finding)
        default: break
        }
    }

    /// - Parameter isOfRun: the folder is the run's own, whose file tells more than its rows do.
    func write(to folder: String, isOfRun: Bool) throws(Diagnostics) {
        let path = "\(folder)/\(DrillDesk.fileName)"
        if matrix.isEmpty {
            // That of an earlier run's rows is none of these.
            if !isOfRun, Self.isReport(path) { Folder.remove(path) }
            return
        }
        guard !isOfRun || !Folder.hasFile(path) else { return }
        try Folder.write(
            matrix.markdown(of: file, constructs: [], changes: []) + Self.lack, to: path)
    }

    private static func isReport(_ path: String) -> Bool {
        guard let text = try? SourceText.load(path: path) else { return false }
        return text.bytes.starts(with: DrillMatrix.head.utf8)
    }

    private static let lack = """

        Made again from the rows. What was not read exactly, and what was changed for the drill, stands only in the
        file that the run itself wrote.

        """
}
