import Testing

@testable import Statistics

struct SampleTests {
    private let values = [3.1, 1.2, 9.9, 4.4, 2.0, 7.3, 5.5]

    /// numpy's `quantile(values, share)`: between the values at floor and ceiling of share (n - 1).
    @Test(arguments: [
        (0, 1.2), (0.1, 1.68), (0.25, 2.55), (0.5, 4.4), (0.9, 8.34), (0.95, 9.12), (1, 9.9),
    ])
    func `quantiles are numpy's`(share: Double, value: Double) throws {
        #expect(abs(try #require(Sample.quantile(share, of: values)) - value) < 1e-12)
    }

    @Test func `mean and median are numpy's`() throws {
        #expect(abs(try #require(Sample.mean(values)) - 4.771_428_571_428_572) < 1e-14)
        #expect(Sample.median([4, 1, 3, 2]) == 2.5)
    }

    @Test func `an empty list has no figures`() {
        #expect(Sample.mean([]) == nil)
        #expect(Sample.median([]) == nil)
        #expect(Sample.quantile(0.9, of: []) == nil)
        #expect(Sample.median([7]) == 7)
    }

    @Test func `small numbers are not lost beside large ones`() {
        #expect(Sample.sum([1e100, 1, -1e100]) == 1)
        #expect(Sample.sum(Array(repeating: 0.1, count: 10)) == 1)
    }
}
