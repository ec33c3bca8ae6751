/// All cases at once, for those in which everybody only waits, or each has a process of its own.
public func atOnce<Case: Sendable>(
    _ cases: [Case], _ test: @escaping @Sendable (Case) async throws -> Void
) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        for each in cases { group.addTask { try await test(each) } }
        try await group.waitForAll()
    }
}
