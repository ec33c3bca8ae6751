import Testing
import Vocabulary

struct MomentTests {
    private static let durations: [(Duration, Int64)] = [
        (.zero, 0), (.nanoseconds(1), 1), (.nanoseconds(-1), -1),
        (.milliseconds(-1500), -1_500_000_000), (.nanoseconds(Int64.max), .max),
        (.nanoseconds(Int64.min), .min), (.nanoseconds(Int64.max) + .nanoseconds(1), .max),
        (.nanoseconds(Int64.min) - .nanoseconds(1), .min), (.seconds(9_223_372_037), .max),
        (.seconds(-9_223_372_037), .min), (.seconds(Int64.max), .max), (.seconds(Int64.min), .min),
        (Duration(secondsComponent: 0, attosecondsComponent: 999_999_999), 0),
    ]

    @Test(arguments: durations)
    func `a duration beyond 64 bits of nanoseconds ends at the edge`(
        duration: Duration, nanoseconds: Int64
    ) {
        #expect(duration.inNanoseconds == nanoseconds)
    }

    @Test func `moments stop at the ends of time`() {
        let (first, last) = (Moment(nanoseconds: .min), Moment(nanoseconds: .max))
        let now = Moment(nanoseconds: 1_000)
        #expect(now + .seconds(Int64.max) == last)
        #expect(last + .nanoseconds(1) == last)
        #expect(first + .nanoseconds(-1) == first)
        #expect(now + .seconds(Int64.min) == Moment(nanoseconds: .min + 1_000))
        #expect(last - first == .nanoseconds(Int64.max))
        #expect(first - last == .nanoseconds(Int64.min))
        #expect(now + .nanoseconds(5) - now == .nanoseconds(5))
    }

    @Test(
        arguments: [
            (0, 0), (499, 0), (500, 1), (1_499, 1), (1_500, 2), (-499, 0), (-500, -1), (-1_501, -2),
            (.max, Int64.max / 1000), (.min, Int64.min / 1000),
        ] as [(Int64, Int64)])
    func `times are rounded to whole microseconds, away from nought`(
        nanoseconds: Int64, microseconds: Int64
    ) {
        let rounded = Duration.nanoseconds(nanoseconds).inWholeMicroseconds
        #expect(rounded == .microseconds(microseconds))
        let moment = Moment(nanoseconds: nanoseconds)
        #expect(moment.wholeMicroseconds(since: Moment(nanoseconds: 0)) == rounded)
    }
}
