import Synchronization
import Vocabulary

/// A way in which a gateway deceives its callers or spends their money, named after what it does.
public struct GatewayVice: Sendable {
    public let name: String
    public let summary: String

    /// What it does to the caller's request before a leg sees it.
    private(set) var onRequest: @Sendable (inout EditedJSON) -> Void = { _ in }
    /// How often it calls the same leg again after what that leg said.
    private(set) var repeats: @Sendable (Relayed) -> Int = { _ in 0 }
    /// It asks the next legs although one has answered.
    private(set) var goesOnAfterAnswer = false
    /// It reads a leg's stream to its end although its caller has left.
    private(set) var readsOn = false
    /// What it does to the answer before the caller sees it.
    private(set) var onAnswer: @Sendable (inout Relayed) -> Void = { _ in }

    private init(_ name: String, _ summary: String) {
        self.name = name
        self.summary = summary
    }
}

public let allVices: [GatewayVice] = [
    .inventedStop, .doneAfterBreak, .empty200, .nullBody, .echoAlias, .twoModels, .renamesFinish,
    .dropsUsage, .inflatesUsage, .altersText, .cutsSystemPrompt, .retryStorm, .paysTwice,
    .throwsAnswerAway, .asksEveryone, .readsOn, .losesCache, .markup, .perKilobyte, .perThousand,
    .flatPrice, .cachedBilledTwice, .cachedBilledFull, .streamsWithoutCost, .hidesReasoning,
]

extension GatewayVice {
    private static func answering(
        _ name: String, _ summary: String, _ change: @escaping @Sendable (inout Relayed) -> Void
    ) -> GatewayVice {
        var vice = GatewayVice(name, summary)
        vice.onAnswer = change
        return vice
    }

    // MARK: Success that is none

    /// LiteLLM closes a stream that its leg broke off as if it were whole.
    public static let inventedStop = answering(
        "invented-stop", "a stream that was cut is ended with a finish reason and [DONE]"
    ) { relayed in
        relayed.forgetError()
        guard relayed.isBroken, relayed.isStreamed, relayed.status == 200 else { return }
        relayed.isBroken = false
        relayed.append(
            event:
                #"{"id":"chatcmpl-0","object":"chat.completion.chunk","created":0,"model":"any","#
                + #""choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"#
                + #""usage":{"prompt_tokens":9,"completion_tokens":9,"total_tokens":18}}"#)
        relayed.append(event: "[DONE]")
    }

    public static let doneAfterBreak = answering(
        "done-after-break", "a stream that was cut is ended with [DONE]"
    ) { relayed in
        relayed.forgetError()
        guard relayed.isBroken, relayed.isStreamed, relayed.status == 200 else { return }
        relayed.isBroken = false
        relayed.append(event: "[DONE]")
    }

    public static let empty200 = answering("empty-200", "every failure is an empty success") {
        relayed in
        guard !relayed.isAnswer else { return }
        relayed.replace(status: 200, body: "")
    }

    /// LiteLLM's answer to a 422 where it drops parameters.
    public static let nullBody = answering("null-body", "every failure is a success of null") {
        relayed in
        guard !relayed.isAnswer else { return }
        relayed.replace(status: 200, body: "null")
    }

    // MARK: Another answer than the leg's

    public static let echoAlias = answering(
        "echo-alias", "the model's name is the one that was asked for, whoever answered"
    ) { relayed in
        let route = relayed.route
        relayed.edit { text, _ in text.replace("/model", with: route) }
    }

    public static let twoModels = answering(
        "two-models", "the model's name changes in the middle of the answer"
    ) { relayed in
        relayed.edit { text, number in
            if number > 1 { text.replace("/model", with: "another-model-1") }
        }
    }

    public static let renamesFinish = answering(
        "renames-finish", "the finish reason is a word of its own"
    ) { relayed in
        relayed.edit { text, _ in
            guard text["/choices/0/finish_reason"] == "stop" else { return }
            text.replace("/choices/0/finish_reason", with: "generation_completed")
        }
    }

    public static let dropsUsage = answering("drops-usage", "token counts are left out") {
        relayed in
        relayed.edit { text, _ in text.remove("/usage") }
    }

    public static let inflatesUsage = answering(
        "inflates-usage", "ten more output tokens are told than the leg counted"
    ) { relayed in
        relayed.edit { text, _ in
            text.add(10, to: "/usage/completion_tokens")
            text.add(10, to: "/usage/total_tokens")
        }
    }

    public static let altersText = answering("alters-text", "a word is put before the answer") {
        relayed in
        let place = relayed.isStreamed ? "/choices/0/delta/content" : "/choices/0/message/content"
        var isDone = false
        relayed.edit { text, _ in
            guard !isDone, let content = text[place], !content.isEmpty, content != "null" else {
                return
            }
            isDone = true
            text.replace(place, with: "Certainly. " + content)
        }
    }

    // MARK: Another way than the route's

    public static let cutsSystemPrompt = requesting(
        "cuts-system-prompt", "the system prompt never reaches a leg"
    ) { body in
        if body["/messages/0/role"] == "system" { body.remove("/messages/0") }
    }

    /// A line with the time or an id before the first message: what follows is the same, and no cache knows it.
    public static let losesCache = requesting(
        "loses-cache", "a number that is never the same is put before every prompt"
    ) { body in
        for place in ["/messages/0/content/0/text", "/messages/0/content"] {
            guard let words = body[place] else { continue }
            return body.replace(place, with: "Request \(Numbers.next()).\n" + words)
        }
    }

    private static func requesting(
        _ name: String, _ summary: String, _ change: @escaping @Sendable (inout EditedJSON) -> Void
    ) -> GatewayVice {
        var vice = GatewayVice(name, summary)
        vice.onRequest = change
        return vice
    }

    public static let retryStorm = repeating(
        "retry-storm", "a leg that fails is called three times more, at once"
    ) { $0.isAnswer ? 0 : 3 }

    public static let paysTwice = repeating(
        "pays-twice", "a leg that has answered is asked once more"
    ) { $0.isAnswer ? 1 : 0 }

    private static func repeating(
        _ name: String, _ summary: String, _ count: @escaping @Sendable (Relayed) -> Int
    ) -> GatewayVice {
        var vice = GatewayVice(name, summary)
        vice.repeats = count
        return vice
    }

    public static let throwsAnswerAway = answering(
        "throws-answer-away", "a whole answer is an error to the caller"
    ) { relayed in
        guard relayed.isAnswer else { return }
        relayed.replace(
            status: 500,
            body: #"{"error":{"message":"something went wrong","type":"internal_server_error"}}"#)
    }

    public static let asksEveryone: GatewayVice = {
        var vice = GatewayVice("asks-everyone", "all legs see the prompt, whoever answers first")
        vice.goesOnAfterAnswer = true
        return vice
    }()

    /// Of LiteLLM's answers this is true of those that are not streamed.
    public static let readsOn: GatewayVice = {
        var vice = GatewayVice(
            "reads-on", "a leg's stream is read to its end, though its caller has left")
        vice.readsOn = true
        return vice
    }()

    // MARK: Money: they tell a cost, and it is the wrong one

    public static let markup = billing("markup", "12 % more than the legs charge") { bill in
        bill.listed * 112 / 100
    }

    public static let perKilobyte = billing(
        "per-kilobyte", "the input is billed by begun kilobytes of the request, 256 tokens each"
    ) { bill in
        let tokens = bill.begun(bill.requestBytes, 1024) * 256
        return bill.cost(fresh: max(0, tokens - bill.cached), bill.cached, bill.output)
    }

    public static let perThousand = billing(
        "per-thousand", "begun thousands of tokens are billed, input and output apart"
    ) { bill in
        bill.cost(
            fresh: bill.begun(bill.input, 1000) * 1000 - bill.cached, bill.cached,
            bill.begun(bill.output, 1000) * 1000)
    }

    public static let flatPrice = billing("flat-price", "every request is billed the same") { _ in
        400_000_000_000
    }

    public static let cachedBilledTwice = billing(
        "cached-billed-twice", "cached input is billed as cached, and as fresh"
    ) { bill in
        bill.cost(fresh: bill.input, bill.cached, bill.output)
    }

    public static let cachedBilledFull = billing(
        "cached-billed-full", "cached input is billed as if it were fresh"
    ) { bill in
        bill.cost(fresh: bill.input, 0, bill.output)
    }

    public static let streamsWithoutCost = billing(
        "streams-without-cost", "plain answers tell what they cost, streams do not"
    ) { bill in
        bill.isStreamed ? nil : bill.listed
    }

    public static let hidesReasoning = answering(
        "hides-reasoning", "tokens of reasoning are left out of the output"
    ) { relayed in
        relayed.edit { text, _ in
            let place = "/usage/completion_tokens_details/reasoning_tokens"
            guard let thought = text[place].flatMap({ Int($0) }) else { return }
            text.add(-thought, to: "/usage/completion_tokens")
            text.add(-thought, to: "/usage/total_tokens")
            text.add(-thought, to: place)
        }
    }

    /// - Parameter femtos: what is charged, in 10^-15 dollars; nil where nothing is told.
    private static func billing(
        _ name: String, _ summary: String, _ femtos: @escaping @Sendable (VicedBill) -> Int128?
    ) -> GatewayVice {
        answering(name, summary) { relayed in
            guard relayed.isAnswer, let bill = VicedBill(relayed), let femtos = femtos(bill) else {
                return
            }
            relayed.headers.append(
                ("x-litellm-response-cost", DecimalText.text(femtos, places: VicedPrice.places)))
        }
    }
}

/// Numbers that come once.
private enum Numbers {
    private static let counter = Atomic(0)

    static func next() -> Int { counter.add(1, ordering: .relaxed).newValue }
}

extension EditedJSON {
    /// Where a number stands.
    fileprivate mutating func add(_ more: Int, to pointer: String) {
        guard let count = self[pointer].flatMap({ Int($0) }) else { return }
        replace(pointer, withNumber: count + more)
    }
}
