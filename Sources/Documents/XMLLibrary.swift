import CXML2

/// What libxml2 says is wrong, copied out of it.
struct XMLProblem {
    var isFatal: Bool
    var code: Int
    var line: Int
    var column: Int
    var message: String
}

/// Hears of libxml2's errors while something runs. It must outlive whatever was told to listen to it.
@safe
final class XMLListener {
    private(set) var problems: [XMLProblem] = []
    private(set) var hasFatal = false
    let raw: UnsafeMutablePointer<pp_xml_listener>
    private static let kept = 20

    init() {
        XMLLibrary.start()
        unsafe raw = .allocate(capacity: 1)
        unsafe raw.initialize(
            to: pp_xml_listener(
                box: Unmanaged.passUnretained(self).toOpaque(),
                report: { box, level, code, line, column, message in
                    guard let box = unsafe box else { return }
                    let listener = unsafe Unmanaged<XMLListener>.fromOpaque(box)
                        .takeUnretainedValue()
                    let isFatal = level == Int32(bitPattern: XML_ERR_FATAL.rawValue)
                    guard listener.listens(isFatal: isFatal) else { return }
                    listener.problems.append(
                        XMLProblem(
                            isFatal: isFatal, code: Int(code), line: Int(line), column: Int(column),
                            message: unsafe message.map { unsafe String(cString: $0) } ?? ""))
                    if isFatal { listener.hasFatal = true }
                }))
    }

    deinit { unsafe raw.deallocate() }

    /// A broken document can have an error per byte, but a fatal one must not be lost behind harmless ones.
    private func listens(isFatal: Bool) -> Bool {
        problems.count < Self.kept || (isFatal && !hasFatal)
    }
}

/// What of the machine reading XML needs.
public enum XMLLibrary {
    /// Why XML cannot be read here; nil where it can. Asked before anything is sent: found out in the middle, it ends
    /// the process.
    public static var lack: String? {
        guard let reason = unsafe pp_xml_lack() else { return nil }
        return unsafe String(cString: reason)
    }

    /// libxml2 has state of the process that must be there before threads use it.
    private static let started: Void = pp_xml_start()

    static func start() { _ = started }

    /// Copies a text that libxml2 has allocated, and frees it.
    static func taking(_ text: UnsafeMutablePointer<xmlChar>?) -> String {
        guard let text = unsafe text else { return "" }
        defer { unsafe pp_xml_free(text) }
        return unsafe String(cString: text)
    }

    static func copying(_ text: UnsafePointer<xmlChar>?) -> String {
        guard let text = unsafe text else { return "" }
        return unsafe String(cString: text)
    }
}
