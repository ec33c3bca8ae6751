public import Vocabulary

extension SourceText {
    /// Reads a file whole. Where a user's file named it, `asker` is that value, and mistakes point at it.
    public static func load(
        path: String, limits: DocumentLimits = .standard, askedBy asker: Node? = nil
    ) throws(Diagnostics) -> SourceText {
        let bytes: [UInt8]
        do throws(FileTrouble) {
            bytes = try OpenFile(path: path).readAll(upTo: limits.bytesMax)
        } catch {
            throw Diagnostics([
                fileDiagnostic(error, path: path, limit: limits.bytesMax, askedBy: asker)
            ])
        }
        let source = SourceText(file: path, bytes: bytes)
        if let mistake = source.encodingMistake(in: bytes) { throw Diagnostics([mistake]) }
        return source
    }

    /// Where the bytes as read leave UTF-8; `self` was made of them.
    func encodingMistake(in raw: [UInt8]) -> Diagnostic? {
        guard let bad = firstInvalidUTF8(in: raw) else { return nil }
        let hint = "save the file as UTF-8"
        if raw.starts(with: [0xFF, 0xFE]) || raw.starts(with: [0xFE, 0xFF]) {
            return Diagnostic("the text is UTF-16, expected UTF-8", at: start, hint: hint)
        }
        // The replaced text has the same lines and, up to here, the same bytes as the file.
        let before = raw.starts(with: byteOrderMark) ? bad - byteOrderMark.count : bad
        return diagnostic(
            "byte 0x\(hexadecimal(raw[bad])) is not UTF-8", at: location(at: before), hint: hint)
    }
}

/// A file that cannot be read, in our words.
func fileDiagnostic(_ trouble: FileTrouble, path: String, limit: Int, askedBy asker: Node?)
    -> Diagnostic
{
    let message: String
    var hint: String?
    switch trouble {
    case .system(let code):
        message = "cannot read '\(path)': \(systemWords(code))"
        if systemWords(code) == "no such file" { hint = hintForMissing(path) }
    case .isFolder:
        message = "cannot read '\(path)': it is a folder, expected a file"
    case .tooLarge:
        message = "cannot read '\(path)': it is larger than \(sizeText(limit))"
    }
    return asker?.diagnostic(message, hint: hint) ?? Diagnostic(message, hint: hint)
}

/// The nearest name in the folder where the file should be.
private func hintForMissing(_ path: String) -> String? {
    guard !path.isEmpty else { return "the path is empty" }
    let cut = path.lastIndex(of: "/")
    let folder = cut.map { path[..<$0] }.map { $0.isEmpty ? "/" : String($0) } ?? "."
    let name = cut.map { String(path[path.index(after: $0)...]) } ?? path
    let present = namesInFolder(folder)
    if let similar = nearest(name, among: present) {
        return "did you mean '\(cut.map { String(path[...$0]) } ?? "")\(similar)'?"
    }
    return present.isEmpty ? "there is nothing in the folder '\(folder)', or no such folder" : nil
}

private func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return byte < 16 ? "0" + digits : digits
}
