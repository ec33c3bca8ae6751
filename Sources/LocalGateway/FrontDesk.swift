import Doors
import GatewayMaps
import Servers
import Transports
import Vocabulary

/// Takes requests in: finds the dialect they are in, the client who asks and the route that is asked for,
/// and sends them on their walk.
struct FrontDesk: Sendable {
    let book: RouteBook
    let clients: ClientDesk
    let providers: ProviderDesk
    let legs: [LegID: ReachableLeg]
    let transport: Transport
    let options: GatewayOptions
    let redactor: Redactor
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
        var entry = GatewayLogEntry(
            unixSeconds: caller.stamp.unixSeconds, dialect: door.name, arrived: request.arrived)
        if options.log != nil || options.address != nil {
            entry.marker = Marker.last(in: request.body.span)
        }
        if clients.isOpen, let page = request.foreignPage {
            return refuse(
                DoorError(
                    .forbidden, message: "a page of '\(page)' may not ask this gateway",
                    code: "origin_not_allowed"), caller, entry)
        }
        let client = clients.isOpen ? nil : clients.client(with: Credential.of(request))
        entry.key = client?.name
        guard clients.isOpen || client != nil else {
            return refuse(
                DoorError(.auth, message: "this gateway does not know the key of this request"),
                caller, entry)
        }
        if request.path == Self.logPath, let log = options.log {
            return responder.reply(
                status: 200, headers: [("content-type", "application/x-ndjson")],
                body: log.entries.flatMap(\.line))
        }
        let inquiry = door.inquiry(
            method: request.method, path: request.pathAndQuery, headers: request.headers,
            body: request.body)
        switch inquiry {
        case .refusal(let error): refuse(error, caller, entry)
        case .models: caller.reply(door.models(book.names(for: client), stamp: caller.stamp))
        case .model(let name) where book.names(for: client).contains(name):
            caller.reply(door.model(name, stamp: caller.stamp))
        case .model(let name): caller.refuse(unknown(name, client))
        case .fact(let reply): caller.reply(reply)
        case .tokenCount:
            refuse(
                DoorError(.noSuchPath, message: "this gateway counts no tokens: ask the provider"),
                caller, entry)
        case .question(let question): answer(question, client, caller, entry)
        }
    }

    /// Where the gateway tells what it was asked of late, a line a request, to whoever may ask it.
    private static let logPath = "/__pathproof/requests"

    private func answer(
        _ question: Question, _ client: Client?, _ caller: Caller, _ entry: GatewayLogEntry
    ) {
        let facts = RequestFacts(question.prompt, isStreamed: question.isStreamed)
        var entry = entry
        entry.ask(question, facts, isLogged: options.log != nil)
        guard let found = book.entry(for: question.model, facts) else {
            return refuse(unknown(question.model, client), caller, entry)
        }
        entry.route = found.route.name
        entry.rule = found.rule?.match?.text
        guard question.choices <= 1 else {
            return refuse(
                DoorError(
                    .badRequest,
                    message: "this gateway gives one answer to a request, not \(question.choices)",
                    param: "n"), caller, entry)
        }
        var course = Course(route: found.route)
        if let client {
            let refusal =
                client.refusal(of: found.route, askedAs: found.askedAs)
                ?? client.admit(at: options.now())
            if let refusal { return refuse(refusal, caller, entry) }
            course.barred = Set(
                found.route.legs.filter { !client.key.mayReach($0, askedAs: found.askedAs) }
                    .map(\.id))
        }
        walk(course, question, client, caller, entry)
    }

    private func walk(
        _ course: Course, _ question: Question, _ client: Client?, _ caller: Caller,
        _ entry: GatewayLogEntry
    ) {
        var question = question
        question.prompt = question.prompt.withoutSilence
        let walk = Walk(
            course: course, legs: legs, transport: transport, options: options,
            redactor: redactor, providers: providers, client: client,
            caller: caller, question: question, marker: entry.marker)
        let task = Task { [options] in
            let (ending, record) = await walk.carryOut()
            guard let log = options.log else { return }
            var entry = entry
            entry.end(ending, record, at: options.now())
            log.add(entry)
        }
        caller.responder.onEnd { end in
            // Nobody is there any more: what is asked on the caller's behalf ends, too.
            if end.how != .complete { task.cancel() }
        }
    }

    private func refuse(_ error: DoorError, _ caller: Caller, _ entry: GatewayLogEntry) {
        let reply = caller.door.error(error, stamp: caller.stamp)
        caller.reply(reply)
        guard let log = options.log else { return }
        var entry = entry
        entry.refuse(error, status: reply.status, at: options.now())
        log.add(entry)
    }

    private func unknown(_ name: String, _ client: Client?) -> DoorError {
        if name == RouteRule.model, book.hasRules {
            return DoorError(
                .modelGone, message: "no rule takes this request, and no rule is a default",
                model: name)
        }
        let names = book.names(for: client)
        let hint = nearest(name, among: names).map { "did you mean '\($0)'?" }
        let all = "the routes are \(names.map { "'\($0)'" }.joined(separator: ", "))"
        return DoorError(
            .modelGone, message: "there is no route '\(name)'; \(hint ?? all)", model: name)
    }
}
