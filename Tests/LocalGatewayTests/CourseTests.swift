import Testing
import Vocabulary

@testable import LocalGateway

private func leg(
    _ index: Int, retries: Int = 0, on: Set<Trigger> = [], admits: Set<Trigger> = []
) -> Leg {
    Leg(
        id: LegID(route: "chat", index: index), provider: "openai", model: "m", pin: "m-1",
        timeout: .seconds(1), retry: .init(times: retries, on: on), admits: admits)
}

private func course(_ legs: Leg...) -> Course { Course(route: Route(name: "chat", legs: legs)) }

@Test func `a leg is asked again as often as its retry says, then the next one is`() {
    let course = course(leg(0, retries: 2, on: [.serverError]), leg(1, admits: [.serverError]))
    #expect(course.next(after: .serverError, on: course.route.legs[0], attempts: 1) == .retry)
    #expect(course.next(after: .serverError, on: course.route.legs[0], attempts: 2) == .retry)
    #expect(
        course.next(after: .serverError, on: course.route.legs[0], attempts: 3)
            == .moveOn(to: course.route.legs[1]))
}

@Test func `a retry is only for the triggers it names`() {
    let course = course(leg(0, retries: 2, on: [.timeout]), leg(1, admits: [.rateLimit]))
    #expect(
        course.next(after: .rateLimit, on: course.route.legs[0], attempts: 1)
            == .moveOn(to: course.route.legs[1]))
    #expect(course.next(after: .serverError, on: course.route.legs[0], attempts: 1) == .surface)
}

@Test func `any covers every trigger, but nothing covers a failure without one`() {
    let course = course(leg(0, retries: 1, on: [.any]), leg(1, admits: [.any]))
    for trigger in Trigger.allCases {
        #expect(course.next(after: trigger, on: course.route.legs[0], attempts: 1) == .retry)
        #expect(
            course.next(after: trigger, on: course.route.legs[0], attempts: 2)
                == .moveOn(to: course.route.legs[1]))
    }
    #expect(course.next(after: nil, on: course.route.legs[0], attempts: 1) == .surface)
}

@Test func `a leg that does not admit the failure is passed by`() {
    let course = course(leg(0), leg(1, admits: [.timeout]), leg(2, admits: [.rateLimit]))
    let legs = course.route.legs
    #expect(course.next(after: .rateLimit, on: legs[0], attempts: 1) == .moveOn(to: legs[2]))
    #expect(course.next(after: .timeout, on: legs[0], attempts: 1) == .moveOn(to: legs[1]))
    #expect(course.next(after: .serverError, on: legs[0], attempts: 1) == .surface)
    #expect(course.next(after: .rateLimit, on: legs[2], attempts: 1) == .surface)
}
