import Documents
import Suites
import Vocabulary

extension LintRule {
    static let plantedFault = LintRule(
        "planted-fault", .note, "a suite not under `broken/` that breaks something on purpose"
    ) { subject in
        subject.suites.compactMap { suite, document in
            let folders = FilePath.folder(of: suite.file).split(separator: "/")
            guard suite.planted != nil, !folders.contains("broken"),
                let planted = document["planted"]
            else { return nil }
            return planted.diagnostic(
                "suite '\(suite.name)' plants a fault: it shows a failure, and proves nothing",
                hint: "`paths: causes` breaks legs to prove what follows")
        }
    }
}
