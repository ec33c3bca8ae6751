import Testing

@testable import Statistics

/// Held against tables of Student's distribution as statistics books print them, and against what can be told exactly.
struct StudentTests {
    @Test(arguments: [
        (1, 0.975, 12.706_2), (2, 0.975, 4.302_7), (3, 0.975, 3.182_4), (4, 0.95, 2.131_8),
        (5, 0.995, 4.032_1), (8, 0.975, 2.306_0), (9, 0.975, 2.262_2), (9, 0.9, 1.383_0),
        (30, 0.975, 2.042_3), (120, 0.975, 1.979_9),
    ])
    func `the value above a share is the table's`(freedom: Int, share: Double, value: Double) {
        #expect(abs(Student.quantile(share, freedom: freedom) - value) < 0.000_06)
        #expect(abs(Student.quantile(1 - share, freedom: freedom) + value) < 0.000_06)
    }

    @Test func `quarters of one degree lie at one, and of a great many where the normal ones do`() {
        #expect(abs(Student.quantile(0.75, freedom: 1) - 1) < 1e-12)
        #expect(abs(Student.quantile(0.975, freedom: 100_000) - Normal.quantile(0.975)) < 1e-4)
        #expect(Student.quantile(0.5, freedom: 7) == 0)
        #expect(Student.quantile(1, freedom: 7) == .infinity)
    }
}
