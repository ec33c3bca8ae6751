import Rows
import Vocabulary

/// Both sides of a case that did not pass, as text for a person: what was sent and what came, at the caller
/// and at each leg, with times. Keys are not in it.
enum CaseTranscript {
    /// The file's name: the case's id in letters that any system takes, and a digest that keeps two apart.
    static func name(of id: String) -> String {
        var safe = ""
        for scalar in id.unicodeScalars {
            if safe.utf8.count >= nameBytesMax { break }
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", ".", "_": safe.unicodeScalars.append(scalar)
            default: if safe.last != "-" { safe += "-" }
            }
        }
        return "cases/\(safe)-\(Digest64(id).hexadecimal.prefix(8)).txt"
    }

    private static let nameBytesMax = 100
    /// A gateway that retries without end must not fill the disk.
    private static let bytesMax = 256 << 10

    /// - Parameter hidesAnswer: the answer has the key in it, perhaps in pieces or in another spelling.
    static func text(
        _ row: CaseRow, _ request: Request, _ heard: Overhearing, _ exchange: Exchange,
        _ calls: [LaneCall], _ redactor: Redactor, hidesAnswer: Bool
    ) -> String {
        var text = "\(row.verdict.rawValue): \(row.id)\n"
        if let location = row.location {
            text += "asked for at \(location.file):\(location.line)\n"
        }
        for check in row.checks where check.verdict != .passed {
            text += "\(check.verdict.rawValue): \(check.name): \(check.message)\n"
        }
        if let rerun = row.rerun { text += "rerun: \(rerun)\n" }
        text += heading("the caller sent")
        text += sent(request)
        text += heading("the caller got")
        text +=
            hidesAnswer ? leftOut : answer(heard, exchange)
        let start = exchange.sent ?? exchange.started
        for (number, call) in calls.enumerated() {
            guard text.utf8.count < bytesMax else {
                text += heading("… and \(calls.count - number) calls more")
                break
            }
            let transcript = call.transcript?.text
            text += heading(
                "call \(number + 1) of \(calls.count): leg \(call.leg) got, "
                    + "\(milliseconds(call.arrived - start)) after the caller sent")
            text += transcript?.got ?? "(not kept)\n"
            text += heading("leg \(call.leg) sent" + words(for: call))
            // Whole, its key is found and taken out.
            text +=
                hidesAnswer && call.isStreamed
                ? leftOut : transcript?.sent ?? "(not kept)\n"
        }
        return redactor.redacted(text)
    }

    private static let leftOut = "(left out: a key is repeated in it)\n"

    private static func heading(_ words: String) -> String { "\n===== \(words)\n" }

    private static func sent(_ request: Request) -> String {
        var text = "\(request.method) \(request.url)\n"
        for field in request.headers { text += "\(field.name): \(field.value)\n" }
        for field in request.secretHeaders { text += "\(field.name): \(field.value)\n" }
        let body = request.body.prefix(Overhearing.bytesMax)
        return text + "\n" + excerpt(body, of: request.body.count)
    }

    private static func answer(_ heard: Overhearing, _ exchange: Exchange) -> String {
        let start = exchange.sent ?? exchange.started
        var text = ""
        if let status = heard.status {
            text += "status \(status)"
            if let first = exchange.firstByte {
                text += ", first byte after \(milliseconds(first - start))"
            }
            if let last = exchange.lastByte { text += ", last after \(milliseconds(last - start))" }
            text += "\n" + LaneTranscript.shown(heard.headers)
        } else {
            text += "no answer\n"
        }
        if let breakage = exchange.breakage {
            text += "broken: \(breakage.kind.rawValue): \(breakage.reason)\n"
        }
        guard heard.bodyBytes > 0 else { return text }
        return text + "\n" + excerpt(heard.body[...], of: heard.bodyBytes)
    }

    private static func excerpt(_ bytes: ArraySlice<UInt8>, of count: Int) -> String {
        LaneTranscript.excerpt(bytes, of: count)
    }

    private static func words(for call: LaneCall) -> String {
        var words = call.cause.map { ", playing '\($0.name)'" } ?? ""
        if let refused = call.refused { words += ", refusing: \(refused)" }
        if call.callerLeft { words += "; the gateway left before its end" }
        return words
    }

    private static func milliseconds(_ duration: Duration) -> String {
        let tenths = (duration.inNanoseconds + 50_000) / 100_000
        return "\(tenths / 10).\(abs(tenths % 10)) ms"
    }
}
