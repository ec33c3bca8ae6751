import Foundation
import Glibc

/// How much memory is in use.
enum Memory {
    private typealias Count = @convention(c) () -> Int

    /// The address sanitizer counts what is allocated to the byte.
    private static let sanitizerCount: Count? = {
        guard let symbol = unsafe dlsym(nil, "__sanitizer_get_current_allocated_bytes") else {
            return nil
        }
        return unsafe unsafeBitCast(symbol, to: Count.self)
    }()

    static let isExact = sanitizerCount != nil

    /// Without the sanitizer the pages of this process, which tell of much and late.
    static var bytes: Int {
        if let sanitizerCount { return sanitizerCount() }
        // Size and resident size, in pages.
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else {
            return 0
        }
        let fields = text.split(separator: " ")
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4_096 : 0
    }
}
