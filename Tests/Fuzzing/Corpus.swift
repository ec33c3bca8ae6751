import Documents
import Doors
import Foundation
import Providers
import TestSupport
import Vocabulary

/// What mutations begin with: fixtures, recordings where they lie beside the checkout, and the requests that
/// our own providers make.
public struct Corpus: Sendable {
    struct Answer: Sendable {
        var isStreamed: Bool
        var status: Int
        var headers: [FuzzInput.Field]
        var body: [UInt8]
    }

    struct Inquiry: Sendable {
        var method: String
        var path: String
        var headers: [FuzzInput.Field]
        var body: [UInt8]
    }

    /// By dialect: providers of one dialect read each other's answers and requests.
    private(set) var answers: [String: [Answer]] = [:]
    private(set) var inquiries: [String: [Inquiry]] = [:]

    /// A recording longer than this is left out: mutations would hit its bulk, not its shape.
    private static let bodyBytesMax = 64 << 10

    public init(withRecordings: Bool = true) throws {
        for provider in allProviders { try addFixtures(of: provider) }
        for provider in allProviders { addRequests(of: provider) }
        if withRecordings, let place = Place.shared("recordings") { try addRecordings(place) }
        for door in allDoors {
            precondition(inquiries[door.name] != nil, "no request for the door \(door.provider)")
        }
    }

    public var answerCount: Int { answers.values.reduce(0) { $0 + $1.count } }
    public var inquiryCount: Int { inquiries.values.reduce(0) { $0 + $1.count } }

    // MARK: Fixtures

    private static let mediaTypes = [
        ".sse": "text/event-stream; charset=utf-8", ".ndjson": "application/x-ndjson",
        ".bin": "application/vnd.amazon.eventstream", ".json": "application/json",
    ]

    private mutating func addFixtures(of provider: any Provider) throws {
        let folder = Place.fixtures.appending(path: "providers/\(provider.name)")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
            let ending = name.lastIndex(of: ".").map { String(name[$0...]) } ?? ""
            guard let mediaType = Self.mediaTypes[ending] else { continue }
            // error-429-quota.json
            let words = name.split { "-.".contains($0) }
            let status = words.count > 1 ? Int(words[1]) ?? 200 : 200
            answers[provider.dialect.name, default: []].append(
                Answer(
                    isStreamed: ending != ".json", status: status,
                    headers: [FuzzInput.Field(name: "content-type", value: mediaType)],
                    body: [UInt8](try Data(contentsOf: folder.appending(path: name)))))
        }
    }

    // MARK: Our own requests

    private mutating func addRequests(of provider: any Provider) {
        let endpoint = Endpoint(baseURL: "http://127.0.0.1:1", key: Secret("fuzz"))
        for prompt in SeedPrompts.all {
            for isStreamed in [false, true] {
                let request = provider.request(
                    for: prompt, to: "fuzz-1", stream: isStreamed, at: endpoint)
                var headers = request.headers.map {
                    FuzzInput.Field(name: $0.name, value: $0.value)
                }
                headers += request.secretHeaders.map {
                    FuzzInput.Field(name: $0.name, value: $0.value.revealed)
                }
                inquiries[provider.dialect.name, default: []].append(
                    Inquiry(
                        method: request.method, path: Self.path(of: request.url), headers: headers,
                        body: request.body))
            }
        }
    }

    private static func path(of url: String) -> String {
        guard let scheme = url.range(of: "://"),
            let slash = url[scheme.upperBound...].firstIndex(of: "/")
        else { return url }
        return String(url[slash...])
    }

    // MARK: Recordings

    private mutating func addRecordings(_ place: URL) throws {
        let known = Set(allDialects.map { $0.name })
        for name in try FileManager.default.contentsOfDirectory(atPath: place.path).sorted() {
            let folder = place.appending(path: name)
            guard let meta = Self.object(folder, "meta.json"),
                let dialect = meta["dialect"] as? String, known.contains(dialect)
            else { continue }
            if let response = Self.object(folder, "response.json") {
                let body = [UInt8](try Data(contentsOf: folder.appending(path: "response.body")))
                if body.count <= Self.bodyBytesMax {
                    answers[dialect, default: []].append(
                        Answer(
                            isStreamed: meta["stream"] as? Bool ?? false,
                            status: response["status"] as? Int ?? 200,
                            headers: Self.fields(response["headers"]), body: body))
                }
            }
            if let request = Self.object(folder, "request.json"),
                let body = request["body"] as? [String: Any]
            {
                let bytes = [UInt8](
                    try JSONSerialization.data(withJSONObject: body, options: [.sortedKeys]))
                guard bytes.count <= Self.bodyBytesMax else { continue }
                inquiries[dialect, default: []].append(
                    Inquiry(
                        method: request["method"] as? String ?? "POST",
                        path: Self.path(of: request["url"] as? String ?? "/"),
                        headers: Self.fields(request["headers"]), body: bytes))
            }
        }
    }

    private static func object(_ folder: URL, _ file: String) -> [String: Any]? {
        guard let data = try? Data(contentsOf: folder.appending(path: file)) else { return nil }
        return try? JSONSerialization.jsonObject(with: data) as? [String: Any]
    }

    private static func fields(_ headers: Any?) -> [FuzzInput.Field] {
        (headers as? [String: String] ?? [:]).sorted { $0.key < $1.key }
            .map { FuzzInput.Field(name: $0.key, value: $0.value) }
    }
}

/// Prompts that use all that a prompt can have.
private enum SeedPrompts {
    static let all: [Prompt] = [Prompt(messages: [Message(.user, "Hi")]), full, plain]

    private static let schema = #"{"type":"object","properties":{"city":{"type":"string"}}}"#

    private static let full = Prompt(
        messages: [
            Message(.system, "Be brief."),
            Message(
                .user,
                [
                    .text("Where is “巴黎”?"),
                    .image(.data(mediaType: "image/png", base64: "iVBORw0KGgo=")),
                    .image(.url("https://example.com/a.png")),
                ]),
            Message(.assistant, [.toolCall(id: "call_1", name: "find", arguments: #"{"city":1}"#)]),
            Message(.tool, [.toolResult(id: "call_1", text: "France", isError: false)]),
            Message(.user, "So?"),
        ],
        tools: [Tool(name: "find", summary: "finds", schema: schema, isStrict: true)],
        toolChoice: .named("find"),
        parameters: Parameters(
            temperature: "0.10", topP: "0.9", maxTokens: 64, seed: 7, stop: ["\n\n", "END"],
            parallelToolCalls: false, effort: .low),
        metadata: ["task": "fuzz"])

    private static let plain = Prompt(
        messages: [Message(.user, "A list, please."), Message(.assistant, "Sure:")],
        parameters: Parameters(maxTokens: 1_000),
        format: .schema(name: "list", schema: schema, isStrict: true))
}
