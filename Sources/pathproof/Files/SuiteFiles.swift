import Documents
import Suites
import Vocabulary

/// The suites that a command line names, by their files or by their folders; without a word those of `suites/`.
enum SuiteFiles {
    static func suites(in places: [String], _ mistakes: Mistakes) -> [Suite] {
        named(each(in: places.isEmpty ? ["suites"] : places, mistakes))
    }

    /// Those with mistakes, too, for what else is wrong with them.
    private static func each(in places: [String], _ mistakes: Mistakes) -> [Suite] {
        places.flatMap { place -> [Suite] in
            guard let files = YAMLFolder.files(in: place) else {
                let node = mistakes.collect { () throws(Diagnostics) in try RunJob.document(place) }
                guard let node else { return [] }
                if FileKind(of: node) == .promptfoo {
                    mistakes.add(FileKind.promptfooMistake(node))
                    return []
                }
                return [SuiteFile.examine(node, in: mistakes)]
            }
            var folder = YAMLFolder(place)
            var suites: [Suite] = []
            for file in files {
                let node = mistakes.collect { () throws(Diagnostics) in try RunJob.document(file) }
                guard let node else { continue }
                switch FileKind(inFolder: node) {
                case .suite: suites.append(SuiteFile.examine(node, in: mistakes))
                case .routes: folder.found.append(file)
                case .litellm, .portkey, .openrouter, .promptfoo, nil: folder.leftAside.append(file)
                }
            }
            if suites.isEmpty {
                if !mistakes.hasErrors { mistakes.add(folder.lack(of: "suite")) }
            } else if let note = folder.note {
                mistakes.add(note)
            }
            return suites
        }
    }

    /// A file that is named twice is run once; suites whose files are called alike are told apart by path.
    private static func named(_ suites: [Suite]) -> [Suite] {
        var files: Set<String> = []
        let different = suites.filter { files.insert($0.file).inserted }
        return different.map { suite in
            guard different.contains(where: { $0.name == suite.name && $0.file != suite.file })
            else { return suite }
            var suite = suite
            let folder = FilePath.folder(of: suite.file)
            suite.name = FilePath.joined(folder, suite.name)
            return suite
        }
    }
}
