import Testing
import Vocabulary

@testable import Runs

@Suite struct RunControlTests {
    @Test func `a cap on cases holds before it is passed, whoever asks at once`() async {
        let control = RunControl(casesMax: 50)
        let begun = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var begun = 0
                    for _ in 0..<40 where control.begin() { begun += 1 }
                    return begun
                }
            }
            return await group.reduce(0, +)
        }
        #expect(begun == 50)
        #expect(control.stopped == .cases(50))
        #expect(!control.goesOn)
    }

    @Test func `so many cases that did not pass end the run, and skipped ones do not count`() {
        let control = RunControl(failuresMax: 2)
        for verdict in [RowVerdict.passed, .skipped, .failed, .passed, .skipped] {
            #expect(control.takes(verdict))
        }
        #expect(control.goesOn && control.begin())
        #expect(!control.wantsNoMore && control.takes(.errored))
        #expect(control.stopped == .failures(2))
        #expect(!control.begin() && control.wantsNoMore)
        #expect(!control.takes(.failed), "one more that was in flight")
        #expect(control.takes(.passed), "what passed beside it is told")
    }

    @Test func `the first reason is the one that is told`() {
        let control = RunControl()
        control.stop(.signal(15))
        control.stop(.unwritten)
        #expect(control.stopped == .signal(15))
    }
}
