import Glibc

/// What the descriptors of this process are open on, once that has come to rest: the machinery that started the
/// process opens some of its own in its first moments.
func descriptorsAtRest() -> [String] {
    var found = descriptors()
    var rest = 0
    for _ in 0..<200 where rest < 5 {
        pause(milliseconds: 5)
        let next = descriptors()
        rest = next == found ? rest + 1 : 0
        found = next
    }
    return found
}

/// Whether `scenario` closes all that it opens. A leak leaks each time, while what the process opens for its own ends
/// comes once and at any moment: so a try that ends as it began is enough.
func leavesNoDescriptor(_ scenario: () throws -> Void) rethrows -> Bool {
    for _ in 0..<4 {
        let before = Set(descriptorsAtRest())
        try scenario()
        for _ in 0..<50 {
            if before.isSuperset(of: descriptorsAtRest()) { return true }
            pause(milliseconds: 10)
        }
    }
    return false
}

private func descriptors() -> [String] {
    (0..<256).compactMap { number in
        var target = [CChar](repeating: 0, count: 200)
        let count = unsafe readlink("/proc/self/fd/\(number)", &target, 200)
        guard count > 0 else { return nil }
        let bytes = target[..<count].map { UInt8(bitPattern: $0) }
        let name = String(decoding: bytes, as: UTF8.self)
        // Timers and process files are the test library's; a server opens neither.
        let isForeign = name.hasPrefix("/") || name == "anon_inode:[timerfd]"
        return isForeign ? nil : "\(number) \(name)"
    }
}
