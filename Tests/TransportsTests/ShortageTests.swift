import Glibc
import Testing
import Transports

/// In a process of its own, because the limit is the process's.
@Suite struct ShortageTests {
    @Test
    func `a transport for which there is no descriptor is told in words, and leaves none open`()
        async
    {
        await #expect(processExitsWith: .success) {
            // The machinery that started this process opens and closes some of its own at any moment, and a leak
            // leaks each time: so a try without fault is enough.
            var faults: [String] = []
            for _ in 0..<10 {
                faults = faultsWithoutDescriptors()
                if faults.isEmpty { break }
                usleep(20_000)
            }
            #expect(faults == [])
        }
    }
}

/// Takes all descriptors but none and then but one, as for an event loop without its wake-up, and asks for a
/// transport.
private func faultsWithoutDescriptors() -> [String] {
    var opened: [Int32] = []
    defer { for descriptor in opened { close(descriptor) } }
    while opened.count < 1 << 20 {
        let descriptor = dup(STDERR_FILENO)
        if descriptor < 0 { break }
        opened.append(descriptor)
        // Enough of them, without filling the whole of a generous limit.
        if opened.count == 16 {
            var limit = rlimit()
            let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
            _ = unsafe getrlimit(kind, &limit)
            limit.rlim_cur = rlim_t(descriptor + 1)
            _ = unsafe setrlimit(kind, &limit)
        }
    }
    var faults: [String] = []
    for free in 0..<2 {
        for _ in 0..<free { close(opened.removeLast()) }
        do {
            _ = try Transport()
            faults.append("made with \(free) free")
        } catch {
            let words = "\(error)"
            if !words.hasSuffix("failed: Too many open files") { faults.append(words) }
        }
        var left = 0
        while case let descriptor = dup(STDERR_FILENO), descriptor >= 0 {
            opened.append(descriptor)
            left += 1
        }
        if left != free { faults.append("\(left) free of \(free)") }
    }
    return faults
}
