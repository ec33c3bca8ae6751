import Doors
import Servers
import Transports
import Vocabulary

/// Takes requests in: finds the dialect they are in and the route they ask for, and sends them on their
/// walk.
struct FrontDesk: Sendable {
    let routes: [String: Route]
    /// In the order of the user's file.
    let names: [String]
    let legs: [LegID: ReachableLeg]
    let transport: Transport
    let options: GatewayOptions
    let stamps: Stamps

    /// Runs on the server's thread: what waits, waits in a task.
    func receive(_ request: IncomingRequest, _ responder: Responder) {
        // What is in nobody's language is refused in the one that most clients read.
        let door =
            allDoors.serving(
                method: request.method, path: request.pathAndQuery, headers: request.headers)
            ?? OpenAIChatDoor()
        let caller = Caller(
            door: door, stamp: stamps.next(), responder: responder,
            isKeepAlive: request.isKeepAlive, isHTTP10: request.isHTTP10)
        let inquiry = door.inquiry(
            method: request.method, path: request.pathAndQuery, headers: request.headers,
            body: request.body)
        switch inquiry {
        case .refusal(let error): caller.refuse(error)
        case .models: caller.reply(door.models(names, stamp: caller.stamp))
        case .model(let name) where routes[name] != nil:
            caller.reply(door.model(name, stamp: caller.stamp))
        case .model(let name): caller.refuse(unknown(name))
        case .fact(let reply): caller.reply(reply)
        case .tokenCount:
            caller.refuse(
                DoorError(.noSuchPath, message: "this gateway counts no tokens: ask the provider"))
        case .question(let question): walk(question, caller)
        }
    }

    private func walk(_ question: Question, _ caller: Caller) {
        guard let route = routes[question.model] else {
            return caller.refuse(unknown(question.model))
        }
        guard question.choices <= 1 else {
            return caller.refuse(
                DoorError(
                    .badRequest,
                    message: "this gateway gives one answer to a request, not \(question.choices)",
                    param: "n"))
        }
        var question = question
        question.prompt = question.prompt.withoutSilence
        let walk = Walk(
            course: Course(route: route), legs: legs, transport: transport, options: options,
            caller: caller, question: question)
        let task = Task { await walk.carryOut() }
        caller.responder.onEnd { end in
            // Nobody is there any more: what is asked on the caller's behalf ends, too.
            if end.how != .complete { task.cancel() }
        }
    }

    private func unknown(_ name: String) -> DoorError {
        let hint = nearest(name, among: names).map { "did you mean '\($0)'?" }
        let all = "the routes are \(names.map { "'\($0)'" }.joined(separator: ", "))"
        return DoorError(
            .modelGone, message: "there is no route '\(name)'; \(hint ?? all)", model: name)
    }
}
