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
            var opened: [Int32] = []
            while opened.count < 1 << 20 {
                let descriptor = dup(STDERR_FILENO)
                if descriptor < 0 { break }
                opened.append(descriptor)
                // Enough of them, without filling the whole of a generous limit.
                if opened.count == 16 {
                    var limit = rlimit()
                    let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
                    #expect(unsafe getrlimit(kind, &limit) == 0)
                    limit.rlim_cur = rlim_t(descriptor + 1)
                    #expect(unsafe setrlimit(kind, &limit) == 0)
                }
            }
            // None, then one, as for an event loop without its wake-up.
            for free in 0..<2 {
                for descriptor in opened.suffix(free) { close(descriptor) }
                let error = #expect(throws: TransportError.self) { _ = try Transport() }
                #expect(error?.description.hasSuffix("failed: Too many open files") == true)
                for _ in 0..<free { #expect(dup(STDERR_FILENO) >= 0) }
                #expect(dup(STDERR_FILENO) < 0)
            }
        }
    }
}
