import Testing

@testable import Benches

@Suite struct MachineLoadTests {
    @Test func `what was neither idle nor waiting for a disk was busy`() throws {
        let before = "cpu  100 0 50 1000 10 0 0 0 7 0\ncpu0 1 2 3\n"
        let after = "cpu  130 0 60 1150 20 0 0 0 9 0\ncpu0 1 2 3\n"
        // 30 + 10 of 200: a guest's time is its host's user time already.
        let share = try #require(MachineLoad.share(from: before, to: after))
        #expect(abs(share - 0.2) < 1e-9)
        #expect(!MachineLoad.isTooMuch(0.2))
        #expect(MachineLoad.isTooMuch(0.26))
        #expect(!MachineLoad.isTooMuch(nil))
    }

    @Test func `what says nothing is not known`() {
        let line = "cpu  100 0 50 1000 10 0 0 0"
        #expect(MachineLoad.share(from: line, to: line) == nil)
        #expect(MachineLoad.share(from: "", to: line) == nil)
        #expect(MachineLoad.share(from: "cpu 1 2 3", to: line) == nil)
    }
}
