import Documents
import Vocabulary

/// Responses as named and numbered events: the response as it begins, its items and their parts one by
/// one, and the whole response again as the last event, which nothing follows.
///
/// Each event names its item, so that other providers' interleaved calls need not wait: a call whose
/// arguments are not whole yet stays open beside the others.
struct OpenAIResponsesStream: DoorStream {
    private enum Phase { case waiting, open, over }

    private let question: Question
    private let stamp: DoorStamp
    private let isAzure: Bool
    private let headers: Headers
    private var phase = Phase.waiting
    private var id: String?
    private var model: String?
    private var usage: Usage?
    private var finish: Finish?
    private var hasRefusal = false

    private var items: [ResponsesItem] = []
    private var balances: [JSONBalance] = []
    private var isClosed: [Bool] = []
    /// Where each call stands among the items.
    private var calls: [Int: Int] = [:]
    /// The item that pieces came for last.
    private var current: Int?
    private var sequence = 0
    /// The constant parts of a delta of the current item, before and after its text.
    private var prefix: [UInt8] = []
    private var tail: [UInt8] = []
    private var writer = JSONWriter()
    private var mixer: Mixer

    init(question: Question, stamp: DoorStamp, isAzure: Bool, headers: Headers) {
        self.question = question
        self.stamp = stamp
        self.isAzure = isAzure
        self.headers = headers
        mixer = stamp.mixer(for: .padding)
    }

    var head: DoorReply { DoorReply(status: 200, headers: headers) }

    // MARK: Deltas

    mutating func begin(into output: inout DoorOutput) {
        guard phase == .waiting else { return }
        phase = .open
        for name in ["response.created", "response.in_progress"] {
            response(name, .inProgress, .opening, into: &output)
        }
    }

    mutating func write(_ delta: Delta, into output: inout DoorOutput) {
        guard phase != .over else { return }
        switch delta {
        case .start(let id, let model):
            if self.id == nil, let id, !id.isEmpty { self.id = id }
            if self.model == nil, let model, !model.isEmpty { self.model = model }
        case .role, .evidence: break
        case .text(let text): take(text, for: .text, into: &output)
        case .refusal(let text):
            hasRefusal = true
            take(text, for: .refusal, into: &output)
        case .reasoning(let text): take(text, for: .reasoning, into: &output)
        case .toolStart(let index, let id, let name):
            guard calls[index] == nil else { return }
            calls[index] = items.count
            let callID = id ?? stamp.openAICallID(index)
            open(.call(index), callID: callID, name: name, into: &output)
        case .toolArguments(let index, let text): take(text, forCall: index, into: &output)
        case .finish(let finish): self.finish = finish
        case .usage(let usage): self.usage = (self.usage ?? Usage()).updated(by: usage)
        case .error(let error): fail(DoorError(error), into: &output)
        }
    }

    private mutating func take(
        _ text: String, for kind: ResponsesItem.Kind, into output: inout DoorOutput
    ) {
        // An empty piece would open an item that has nothing in it.
        guard !text.isEmpty else { return }
        if let current, items[current].kind == kind {
            return piece(text, of: current, into: &output)
        }
        open(kind, into: &output)
        piece(text, of: items.count - 1, into: &output)
    }

    private mutating func take(
        _ text: String, forCall index: Int, into output: inout DoorOutput
    ) {
        guard let place = calls[index] else {
            return fail(DoorError(.argumentsWithoutCall(index)), into: &output)
        }
        guard !isClosed[place] else {
            // White space after whole JSON says nothing; anything else has nowhere to go.
            if text.utf8.contains(where: { $0 > 0x20 }) {
                fail(DoorError(.argumentsWithoutCall(index)), into: &output)
            }
            return
        }
        if current != place {
            leave(into: &output)
            current = place
            setFrame(of: place)
        }
        balances[place].take(text)
        piece(text, of: place, into: &output)
    }

    // MARK: Items

    private mutating func open(
        _ kind: ResponsesItem.Kind, callID: String = "", name: String = "",
        into output: inout DoorOutput
    ) {
        begin(into: &output)
        leave(into: &output)
        let place = items.count
        var item = ResponsesItem(kind, at: place, stamp: stamp)
        item.callID = callID
        item.name = name
        items.append(item)
        balances.append(JSONBalance())
        isClosed.append(false)
        current = place
        event("response.output_item.added", .frame, into: &output) { writer in
            writer.key("item")
            item.write(status: "in_progress", isEmpty: true, to: &writer)
            writer.member("output_index", place)
        }
        if let part = item.kind.partEvent {
            partEvent("\(part).added", item, place, isEmpty: true, into: &output)
        }
        setFrame(of: place)
    }

    /// Ends the current item, unless it is a call that more arguments must come for.
    private mutating func leave(into output: inout DoorOutput) {
        guard let place = current else { return }
        current = nil
        if case .call = items[place].kind, !balances[place].isWhole { return }
        close(place, status: "completed", into: &output)
    }

    private mutating func close(
        _ place: Int, status: String, into output: inout DoorOutput
    ) {
        guard !isClosed[place] else { return }
        isClosed[place] = true
        let item = items[place]
        event("\(item.kind.deltaEvent).done", .frame, into: &output) { writer in
            switch item.kind {
            case .reasoning: writer.member("summary_index", 0)
            case .text, .refusal: writer.member("content_index", 0)
            case .call: break
            }
            writer.member("item_id", item.id)
            writer.member("output_index", place)
            if item.kind == .text {
                writer.key("logprobs")
                writer.beginArray()
                writer.endArray()
            }
            writer.member(item.kind.wholeMember, item.text)
        }
        if let part = item.kind.partEvent {
            partEvent("\(part).done", item, place, isEmpty: false, into: &output)
        }
        event("response.output_item.done", .frame, into: &output) { writer in
            writer.key("item")
            item.write(status: status, to: &writer)
            writer.member("output_index", place)
        }
    }

    private mutating func partEvent(
        _ name: String, _ item: ResponsesItem, _ place: Int, isEmpty: Bool,
        into output: inout DoorOutput
    ) {
        event(name, .frame, into: &output) { writer in
            writer.member(item.kind == .reasoning ? "summary_index" : "content_index", 0)
            writer.member("item_id", item.id)
            writer.member("output_index", place)
            writer.key("part")
            item.writePart(isEmpty: isEmpty, to: &writer)
        }
    }

    // MARK: The end

    mutating func finish(into output: inout DoorOutput) {
        guard phase != .over else { return }
        guard let finish else { return fail(.unfinished, into: &output) }
        guard finish.reason != .error else { return fail(.stopped(finish), into: &output) }
        begin(into: &output)
        if items.isEmpty { open(.text, into: &output) }
        let ending = ResponsesEnding(finish, hasRefusal: hasRefusal)
        for place in items.indices {
            let isLast = place == items.count - 1
            close(place, status: isLast ? ending.status : "completed", into: &output)
        }
        response("response.\(ending.status)", .ended(ending), .terminator, into: &output)
        phase = .over
    }

    /// The error as an event of its own, and then the response that failed of it.
    mutating func fail(_ error: DoorError, into output: inout DoorOutput) {
        guard phase != .over else { return }
        begin(into: &output)
        phase = .over
        let errors = OpenAIResponsesErrors(isAzure: isAzure)
        output.bytes.append(
            contentsOf: errors.event(error, sequence: sequence, stamp: stamp))
        output.end(.error)
        sequence += 1
        let (code, message) = errors.words(of: error, stamp: stamp)
        response(
            "response.failed", .failed(code: code, message: message), .error, into: &output)
    }

    func keepAlive(into output: inout DoorOutput) {
        output.bytes.append(contentsOf: ": keep-alive\n\n".utf8)
        output.end(.keepAlive)
    }

    // MARK: Events

    private mutating func response(
        _ name: String, _ state: ResponsesObject.State, _ kind: DoorOutput.Kind,
        into output: inout DoorOutput
    ) {
        let object = ResponsesObject(
            id: id ?? stamp.openAIResponseID, model: model ?? question.model,
            question: question, stamp: stamp, isAzure: isAzure)
        var whole: [ResponsesItem] = []
        if case .ended = state { whole = items }
        let usage = usage
        event(name, kind, into: &output) { writer in
            writer.key("response")
            object.write(state, usage: usage, items: whole, to: &writer)
        }
    }

    private mutating func event(
        _ name: String, _ kind: DoorOutput.Kind, into output: inout DoorOutput,
        _ members: (inout JSONWriter) -> Void
    ) {
        writer.removeAll()
        writer.beginObject()
        writer.member("type", name)
        members(&writer)
        writer.member("sequence_number", sequence)
        writer.endObject()
        output.bytes.append(contentsOf: "event: ".utf8)
        output.bytes.append(contentsOf: name.utf8)
        output.bytes.append(contentsOf: "\ndata: ".utf8)
        output.bytes.append(contentsOf: writer.bytes)
        output.bytes.append(contentsOf: "\n\n".utf8)
        output.end(kind)
        sequence += 1
    }

    private mutating func setFrame(of place: Int) {
        let item = items[place]
        let name = "\(item.kind.deltaEvent).delta"
        prefix = Array("event: \(name)\ndata: {\"type\":\"\(name)\",\"delta\":".utf8)
        let index =
            switch item.kind {
            case .reasoning: ",\"summary_index\":0"
            case .text: ",\"content_index\":0,\"logprobs\":[]"
            case .refusal: ",\"content_index\":0"
            case .call: ""
            }
        tail = Array(",\"item_id\":\"\(item.id)\",\"output_index\":\(place)\(index)".utf8)
    }

    /// One delta of the current item, put together of constants and one escaped text.
    private mutating func piece(_ text: String, of place: Int, into output: inout DoorOutput) {
        items[place].text += text
        writer.removeAll()
        writer.string(text)
        output.bytes.append(contentsOf: prefix)
        output.bytes.append(contentsOf: writer.bytes)
        output.bytes.append(contentsOf: tail)
        pad(into: &output)
        output.bytes.append(contentsOf: Self.number)
        output.bytes.append(contentsOf: String(sequence).utf8)
        output.bytes.append(contentsOf: Self.end)
        output.end(.content)
        sequence += 1
    }

    /// Random text of random length, so that the size of an event tells nobody what is in it.
    private mutating func pad(into output: inout DoorOutput) {
        guard question.allowsPadding, stamp.persona == .provider else { return }
        var chance = mixer.next()
        output.bytes.append(contentsOf: Self.obfuscation)
        // Ten letters of six bits each at most: the first four bits say how many.
        let count = 1 + Int(chance & 15) % 10
        chance >>= 4
        for _ in 0..<count {
            output.bytes.append(DoorStamp.letters[Int(chance & 63) % DoorStamp.letters.count])
            chance >>= 6
        }
        output.bytes.append(0x22)
    }

    private static let obfuscation = Array(",\"obfuscation\":\"".utf8)
    private static let number = Array(",\"sequence_number\":".utf8)
    private static let end = Array("}\n\n".utf8)
}

extension ResponsesItem.Kind {
    /// What its deltas and their end are called, before `.delta` and `.done`.
    fileprivate var deltaEvent: String {
        switch self {
        case .reasoning: "response.reasoning_summary_text"
        case .text: "response.output_text"
        case .refusal: "response.refusal"
        case .call: "response.function_call_arguments"
        }
    }

    /// What frames its one part; calls have none.
    fileprivate var partEvent: String? {
        switch self {
        case .reasoning: "response.reasoning_summary_part"
        case .text, .refusal: "response.content_part"
        case .call: nil
        }
    }

    fileprivate var wholeMember: String {
        switch self {
        case .reasoning, .text: "text"
        case .refusal: "refusal"
        case .call: "arguments"
        }
    }
}
