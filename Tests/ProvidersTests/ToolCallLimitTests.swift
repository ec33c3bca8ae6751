import TestSupport
import Testing
import Vocabulary

@testable import Providers

/// Answers of very many tool calls, which no model makes and any peer can send.
struct ToolCallLimitTests {
    private static let openAIEnd =
        #"data: {"choices":[{"delta":{},"finish_reason":"tool_calls"}],"usage":{"#
        + #""prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}"# + "\n\ndata: [DONE]\n\n"

    private static let anthropicEnd =
        #"data: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"#
        + #""input_tokens":1,"output_tokens":2}}"# + "\n\n"
        + #"data: {"type":"message_stop"}"# + "\n\n"

    private static func openAI(_ pieces: some Sequence<String>) -> [UInt8] {
        let events = pieces.map {
            #"data: {"choices":[{"delta":{"tool_calls":[\#($0)]}}]}"# + "\n\n"
        }
        return Array((events.joined() + openAIEnd).utf8)
    }

    /// Ways to send so many pieces, each of which was once searched for among all calls.
    enum Shape: String, CaseIterable {
        case newIndexEach, newIDEach, knownIndex, knownID, anthropicBlocks, anthropicPieces

        var provider: any Provider {
            switch self {
            case .anthropicBlocks, .anthropicPieces: Anthropic()
            default: OpenAI()
            }
        }

        func body(_ count: Int) -> [UInt8] {
            let numbers = 0..<count
            switch self {
            case .newIndexEach:
                return openAI(
                    numbers.map {
                        #"{"index":\#($0),"id":"c\#($0)","function":{"name":"f","arguments":"{}"}}"#
                    })
            case .newIDEach:
                return openAI(
                    numbers.map { #"{"id":"c\#($0)","function":{"name":"f","arguments":"{}"}}"# })
            case .knownIndex:
                return openAI(
                    numbers.map {
                        #"{"index":\#($0 % 1_000),"function":{"name":"f","arguments":"1"}}"#
                    })
            case .knownID:
                return openAI(
                    numbers.map {
                        #"{"id":"c\#($0 % 1_000)","function":{"name":"f","arguments":"1"}}"#
                    })
            case .anthropicBlocks:
                return Array((numbers.map(block).joined() + anthropicEnd).utf8)
            case .anthropicPieces:
                let blocks = (0..<min(count, 1_000)).map(block).joined()
                let pieces = numbers.map {
                    #"data: {"type":"content_block_delta","index":\#($0 % 1_000),"delta":"#
                        + #"{"type":"input_json_delta","partial_json":"1"}}"# + "\n\n"
                }
                return Array((blocks + pieces.joined() + anthropicEnd).utf8)
            }
        }

        private func block(_ number: Int) -> String {
            #"data: {"type":"content_block_start","index":\#(number),"content_block":"#
                + #"{"type":"tool_use","id":"c\#(number)","name":"f","input":{}}}"# + "\n\n"
        }

        private func openAI(_ pieces: [String]) -> [UInt8] { ToolCallLimitTests.openAI(pieces) }
    }

    @Test(arguments: Shape.allCases)
    func `ten times the tool-call pieces take ten times as long, not a hundred`(shape: Shape) {
        func seconds(_ count: Int) -> Double {
            let body = shape.body(count)
            return CPUTime.seconds {
                let reading = read(
                    shape.provider.reader(isStreamed: true), body, headers: streamHead)
                #expect((1_000...1_024).contains(reading.toolCalls.count))
            }
        }
        let few = seconds(2_000)
        let many = CPUTime.least(below: 20 * few) { seconds(20_000) }
        #expect(many < 20 * few, "\(few) s, then \(many) s")
    }

    @Test(arguments: [Shape.newIndexEach, .newIDEach, .anthropicBlocks])
    func `a 1025th tool call is a finding, and the 1024 before it stay`(shape: Shape) throws {
        func reading(_ count: Int) -> Reading {
            read(shape.provider.reader(isStreamed: true), shape.body(count), headers: streamHead)
        }
        let most = reading(1_024)
        #expect(!most.findingCodes.contains("wire.limit.tool-calls"))
        let over = reading(1_030)
        let finding = try #require(over.findings.first { $0.code == "wire.limit.tool-calls" })
        #expect(finding.severity == .error)
        #expect(finding.message.hasSuffix("(6 times)"))
        #expect(over.toolCalls == most.toolCalls)
        #expect(over.toolCalls.last?.id == "c1023")
        #expect(over.finish?.reason == .toolCalls)
    }

    @Test func `a plain answer of too many tool calls is a finding`() {
        let calls = (0..<1_030).map {
            #"{"id":"c\#($0)","type":"function","function":{"name":"f","arguments":"{}"}}"#
        }.joined(separator: ",")
        let openAI = read(
            OpenAI().reader(isStreamed: false),
            Array(
                (#"{"id":"i","model":"m","choices":[{"index":0,"message":{"role":"assistant","#
                    + #""content":null,"tool_calls":[\#(calls)]},"finish_reason":"tool_calls"}],"#
                    + #""usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}"#).utf8),
            headers: jsonHead)
        #expect(openAI.toolCalls.count == 1_024)
        #expect(openAI.findingCodes == ["wire.limit.tool-calls"])
        let blocks = (0..<1_030).map {
            #"{"type":"tool_use","id":"c\#($0)","name":"f","input":{"x":\#($0)}}"#
        }.joined(separator: ",")
        let anthropic = read(
            Anthropic().reader(isStreamed: false),
            Array(
                (#"{"id":"i","type":"message","role":"assistant","model":"m","content":["#
                    + blocks + #"],"stop_reason":"tool_use","#
                    + #""usage":{"input_tokens":1,"output_tokens":1}}"#).utf8),
            headers: jsonHead)
        #expect(anthropic.toolCalls.last?.arguments == #"{"x":1023}"#)
        #expect(anthropic.findingCodes == ["wire.limit.tool-calls"])
    }

    @Test func `pieces of a dropped tool call never end in the one before it`() {
        let first = (0..<1_024).map {
            #"{"index":0,"id":"c\#($0)","function":{"name":"f\#($0)","arguments":"{}"}}"#
        }
        let dropped = #"{"index":0,"id":"x","function":{"name":"g","arguments":"{"}}"#
        for rest in [
            #"{"index":0,"function":{"arguments":"}"}}"#, #"{"function":{"arguments":"}"}}"#,
        ] {
            let reading = read(
                OpenAI().reader(isStreamed: true), Self.openAI(first + [dropped, rest]),
                headers: streamHead)
            #expect(reading.toolCalls.count == 1_024)
            #expect(reading.toolCalls.allSatisfy { $0.arguments == "{}" })
        }
    }
}
