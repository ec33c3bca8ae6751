/// The repository in which a run was started: readers of reports find files from its root.
public struct Repository: Sendable, Equatable {
    /// Its folder.
    public var root: String
    /// Where in it the run was started; empty for the root.
    public var within: String

    public init(root: String, within: String) {
        self.root = root
        self.within = within
    }

    /// A file as its user named it, from the root; as it is, where it lies elsewhere.
    public func path(of file: String) -> String {
        if file.hasPrefix("/") {
            return file.hasPrefix(root + "/") ? String(file.dropFirst(root.count + 1)) : file
        }
        var steps = within.split(separator: "/")
        for step in file.split(separator: "/") where step != "." {
            if step != ".." {
                steps.append(step)
            } else if steps.popLast() == nil {
                return file
            }
        }
        return steps.joined(separator: "/")
    }
}

extension RunRow {
    /// The same where no repository is known.
    public func path(of file: String) -> String { repository?.path(of: file) ?? file }
}
