public import Vocabulary

/// Whoever runs a suite's own code, apart from this program.
public protocol CodeRunner: Sendable {
    /// What the code gave back as `{"gave": …}`, or the error that it threw as `{"threw": …}`.
    func opinion(of code: Opinion.Code) async -> Opinion
}
