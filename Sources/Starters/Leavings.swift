import Documents
import GatewayMaps
import Suites
import Vocabulary

/// What another program's configuration says that has no equal here, told at its lines; and its values, as they are
/// written in a suite that lies elsewhere.
final class Leavings {
    private(set) var told: [Diagnostic] = []
    /// What is written beside the suite, since only a part of it is taken over.
    private(set) var copies: [Starter.File] = []
    /// Where the configuration lies, and the way there from the suite.
    let folder: String
    private let back: String
    /// Files that are being read, each named by the one before it.
    private var open: Set<String> = []

    init(folder: String, back: String) {
        self.folder = folder
        self.back = back
    }

    /// For what may be told, or not.
    convenience init(like other: Leavings) { self.init(folder: other.folder, back: other.back) }

    func take(_ other: Leavings) { told += other.told }

    func keep(_ copy: Starter.File) { copies.append(copy) }

    /// False, and told, where a file leads back to itself: it would never end.
    func begin(_ path: String, at node: Node) -> Bool {
        if open.insert(path).inserted { return true }
        leave("a file that leads back to itself", at: node, hint: "name what is meant once")
        return false
    }

    func end(_ path: String) { open.remove(path) }

    func leave(_ what: String, at node: Node, hint: String? = nil) {
        told.append(node.diagnostic("left out: \(what)", hint: hint, severity: .warning))
    }

    /// Of a line that may hold a key, and is not shown.
    func leave(unseen what: String, at node: Node, hint: String? = nil) {
        told.append(
            Diagnostic("left out: \(what)", at: node.location, hint: hint, severity: .warning))
    }

    /// What a reader of ours says against a part of it.
    func leave(_ mistake: Diagnostic, at node: Node) {
        var mistake = mistake
        mistake.message = "left out: \(mistake.message)"
        mistake.severity = .warning
        if mistake.location == nil { mistake.location = node.location }
        told.append(mistake)
    }

    /// Files are named as they are found from the suite, and `${` stands for itself.
    func tree(_ node: Node) -> ConfigTree {
        switch node.value {
        case .string(let text): return .string(self.text(text))
        case .null, .bool, .number: return ConfigTree(node)
        case .sequence(let items): return .list(items.map(tree))
        case .mapping(let entries):
            return .mapping(
                entries.map { ConfigTree.Entry($0.key.text ?? "null", tree($0.value)) })
        }
    }

    func text(_ text: String) -> String {
        FilePath.reference(in: text, from: "").map(reference) ?? text.replacing("${", with: "$${")
    }

    /// `file://…` as the suite has to write it.
    func reference(_ path: String) -> String {
        "file://" + way(to: path).replacing("${", with: "$${")
    }

    /// A file lies where the configuration does: from there promptfoo looks for all that are named in either.
    func isBeside(_ path: String) -> Bool { ["", "."].contains(FilePath.folder(of: path)) }

    /// From the suite to what the configuration names so.
    func way(to path: String) -> String {
        FilePath.joined(back, path.hasPrefix("./") ? String(path.dropFirst(2)) : path)
    }

    /// Where a reference of the configuration leads from here.
    func path(of text: String) -> String {
        FilePath.reference(in: text, from: folder) ?? FilePath.joined(folder, text)
    }

    func ending(of path: String) -> String { FilePath.ending(of: path) }
}
