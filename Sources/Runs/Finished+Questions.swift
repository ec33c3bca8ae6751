import Rows

extension RowDesk.Finished {
    /// What was asked about its answer.
    var questions: [Row] { rows.filter(\.isQuestion) }

    var otherRows: [Row] { rows.filter { !$0.isQuestion } }
}

extension Row {
    fileprivate var isQuestion: Bool { if case .question = self { true } else { false } }
}
