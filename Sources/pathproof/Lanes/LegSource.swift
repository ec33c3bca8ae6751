import Documents
import Vocabulary

/// What stands behind the lanes of a run.
enum LegSource: Equatable {
    case simulated
    /// The providers themselves; what they say is kept in the folder, where one is named.
    case live(record: String?)
    /// What was kept in this folder.
    case replay(String)

    /// - Parameters:
    ///   - isOverURL: the legs stand behind a gateway that is not ours.
    ///   - isCapped: we ask ourselves, and count what it costs; others who ask count for themselves.
    init(
        _ arguments: Arguments, isOverURL: Bool = false, isCapped: Bool = true
    ) throws(Diagnostics) {
        let (record, replay) = (arguments.last("--record"), arguments.last("--replay"))
        let isLive = arguments.has("--live")
        if let option = [record == nil ? nil : "--record", replay == nil ? nil : "--replay"]
            .compactMap(\.self).first, isOverURL
        {
            throw Diagnostics([
                Diagnostic(
                    "\(option) is for the lanes of this program, and the legs behind a URL are none",
                    hint: "leave out --gateway, or \(option)")
            ])
        }
        if let replay {
            guard record == nil, !isLive else {
                throw Diagnostics([
                    Diagnostic(
                        "--replay sends nothing, and \(record == nil ? "--live" : "--record") asks the "
                            + "providers", hint: "one of the two")
                ])
            }
            self = .replay(replay)
            return
        }
        guard record != nil || (isLive && !isOverURL) else {
            self = .simulated
            return
        }
        guard !isCapped || arguments.has("--budget") || arguments.has("--plan") else {
            throw Diagnostics([
                Diagnostic(
                    "\(record == nil ? "--live" : "--record") asks the real providers, and no --budget "
                        + "caps what they may bill",
                    hint: "--budget 1.00 spends a dollar at the most")
            ])
        }
        self = .live(record: record)
    }

    var asksProviders: Bool { if case .live = self { true } else { false } }
    /// Each different request is sent once, and its answer kept.
    var isRecorded: Bool { if case .live(_?) = self { true } else { false } }
    /// What comes is what a model said, at this time or another.
    var isReal: Bool { self != .simulated }
}
