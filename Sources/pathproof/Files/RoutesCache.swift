import Documents
import GatewayMaps
import Providers
import Suites
import Vocabulary

/// The routes files of a run, each read once however many suites stand beside it.
struct RoutesCache {
    private var maps: [String: RouteMap] = [:]
    private var broken: Set<String> = []

    /// Those that were read.
    var files: [String] { maps.keys.sorted() }

    /// The file that is named, else the nearest routes.yaml; its mistakes are told once.
    mutating func map(for suite: Suite, _ named: String?) throws(Diagnostics) -> RouteMap {
        try map(near: suite.file, named)
    }

    /// The same for any file; an empty name is one in the current folder.
    mutating func map(near file: String, _ named: String?) throws(Diagnostics) -> RouteMap {
        guard let path = named ?? Self.nearest(to: file) else {
            throw Diagnostics([
                Diagnostic(
                    "no routes.yaml \(file.isEmpty ? "here" : "beside '\(file)'") or in a folder above",
                    hint: "name one with --routes FILE, or a gateway with --gateway URL")
            ])
        }
        if let map = maps[path] { return map }
        guard !broken.contains(path) else { throw Diagnostics([]) }
        broken.insert(path)
        // No provider is called, so a key that is not set is not missed.
        let node = try RunJob.document(path) { Environment.value($0) ?? "" }
        let map = try RoutesFile.read(node, knownProviders: allProviders.map { $0.name })
        maps[path] = map
        return map
    }

    static func nearest(to suite: String) -> String? {
        var folder = FilePath.folder(of: suite)
        // More folders than any path has: a link that leads in a circle ends here.
        for _ in 0..<64 {
            let path = FilePath.joined(folder, "routes.yaml")
            if Folder.hasFile(path) { return path }
            if folder == "/" { return nil }
            if folder.isEmpty || folder.hasSuffix("..") {
                let above = FilePath.joined(folder, "..")
                // Above the root is the root.
                if Folder.isSame(above, folder.isEmpty ? "." : folder) { return nil }
                folder = above
            } else {
                folder = FilePath.folder(of: folder)
            }
        }
        return nil
    }
}
