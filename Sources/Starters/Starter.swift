public import Vocabulary

/// Files to start with, as text; whoever writes them down has the disk.
public struct Starter: Sendable, Equatable {
    public struct File: Sendable, Equatable {
        /// Within the folder that is to have it.
        public var path: String
        public var text: String

        public init(_ path: String, _ text: String) {
            self.path = path
            self.text = text
        }
    }

    public var files: [File]
    /// What of the source has no equal here, each with its line, or only a near one.
    public var leftOut: [Diagnostic]
    /// What to do with the files, a command a line.
    public var next: [String]

    public init(files: [File], leftOut: [Diagnostic] = [], next: [String]) {
        self.files = files
        self.leftOut = leftOut
        self.next = next
    }
}
