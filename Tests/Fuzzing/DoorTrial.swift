import Documents
import Doors
import Foundation
import Vocabulary

/// A request that a door reads, and words that it is to say.
enum DoorTrial {
    static func faults(of input: InquiryInput) -> [Fault] {
        let door = door(input)
        let stamp = DoorStamp(seed: input.stamp, unixSeconds: 1_790_000_000)
        switch ask(input, door) {
        case .question(let question):
            let answer = SimulatedAnswer(text: "Hi there, “巴黎”")
            let deltas = answer.deltas(to: question, as: question.model, cachedTokens: 3)
            var faults = faults(of: deltas, to: question, door, stamp, input.byteCount, nil)
            if let refusal = door.refusal(of: question) {
                faults += bodyFaults(door.error(refusal, stamp: stamp), input.byteCount)
            }
            return faults
        case .tokenCount(let question):
            let count = TokenRule.tokens(of: question.prompt)
            return bodyFaults(door.tokenCount(count, stamp: stamp), input.byteCount)
        case .models: return bodyFaults(door.models(["a", "b/c"], stamp: stamp), input.byteCount)
        case .model(let name): return bodyFaults(door.model(name, stamp: stamp), input.byteCount)
        case .refusal(let error):
            return bodyFaults(door.error(error, stamp: stamp), input.byteCount)
                + streamFaults(door.errorEvent(error, stamp: stamp))
        case .fact: return []
        }
    }

    static func faults(of input: RenderingInput) -> [Fault] {
        let door = door(input.question)
        let stamp = DoorStamp(seed: input.question.stamp, unixSeconds: 1_790_000_000)
        let question =
            if case .question(let asked) = ask(input.question, door) {
                asked
            } else {
                Question(model: "m", prompt: Prompt(messages: [Message(.user, "Hi")]))
            }
        return faults(
            of: input.words.map(\.delta), to: question, door, stamp, input.byteCount,
            input.failsBefore)
    }

    private static func door(_ input: InquiryInput) -> any Door {
        guard let door = allDoors.standing(for: input.provider) else {
            preconditionFailure("no door stands for \(input.provider)")
        }
        return door
    }

    private static func ask(_ input: InquiryInput, _ door: any Door) -> Inquiry {
        let headers = input.headers.headers
        _ = type(of: door).serves(method: input.method, path: input.path, headers: headers)
        return door.inquiry(
            method: input.method, path: input.path, headers: headers, body: [UInt8](input.body))
    }

    // MARK: An answer

    /// One byte may become six (`\u0000`), a text is said up to three times at the end of a Responses stream, and a
    /// request is repeated in three of its events.
    private static let growthMax = 32
    /// A delta's event has ids, times and empty members around its text.
    private static let eventBytesMax = 2_048

    private static func faults(
        of deltas: [Delta], to question: Question, _ door: any Door, _ stamp: DoorStamp,
        _ byteCount: Int, _ failsBefore: Int?
    ) -> [Fault] {
        let answer = DoorAnswer(deltas)
        // Each choice repeats the answer, and a cumulative stream all that came before.
        let choices = max(1, question.choices)
        let repeats = choices * (question.isCumulative ? deltas.count + 1 : 1)
        let bytesMax = (growthMax * byteCount + eventBytesMax * (deltas.count + 16)) * repeats
        var faults = bodyFaults(door.plain(answer, to: question, stamp: stamp), bytesMax: bytesMax)
        for delta in deltas {
            guard case .error(let error) = delta else { continue }
            faults += bodyFaults(
                door.error(DoorError(error), stamp: stamp), bytesMax: bytesMax)
            faults += streamFaults(door.errorEvent(DoorError(error), stamp: stamp))
            break
        }
        let output = stream(deltas, to: question, door, stamp, failsBefore)
        if output.bytes.count > bytesMax {
            faults.append(Fault("large stream", "\(output.bytes.count) bytes of \(byteCount)"))
        }
        var end = 0
        for event in output.events {
            if event.range.lowerBound != end {
                faults.append(Fault("gap", "an event begins at \(event.range), after \(end)"))
            }
            end = event.range.upperBound
        }
        if end != output.bytes.count { faults.append(Fault("gap", "\(end) is not the end")) }
        if output.events.isEmpty { faults.append(Fault("no event", "an empty stream")) }
        return faults + streamFaults(output.bytes)
    }

    private static func stream(
        _ deltas: [Delta], to question: Question, _ door: any Door, _ stamp: DoorStamp,
        _ failsBefore: Int?
    ) -> DoorOutput {
        var stream = door.stream(for: question, stamp: stamp)
        var output = DoorOutput()
        for (place, delta) in deltas.enumerated() {
            if place == failsBefore {
                stream.fail(DoorError(.serverError), into: &output)
                return output
            }
            stream.write(delta, into: &output)
        }
        if failsBefore == deltas.count {
            stream.fail(DoorError(.rateLimit, retryAfter: .seconds(3)), into: &output)
        } else {
            stream.finish(into: &output)
        }
        return output
    }

    // MARK: What clients must be able to read

    private static func bodyFaults(_ reply: DoorReply, _ byteCount: Int) -> [Fault] {
        bodyFaults(reply, bytesMax: growthMax * byteCount + 16 * eventBytesMax)
    }

    private static func bodyFaults(_ reply: DoorReply, bytesMax: Int) -> [Fault] {
        var faults: [Fault] = []
        if reply.body.count > bytesMax {
            faults.append(Fault("large body", "\(reply.body.count) bytes, \(bytesMax) at most"))
        }
        if !(100..<600).contains(reply.status) {
            faults.append(Fault("status", "\(reply.status)"))
        }
        if reply.body.first == UInt8(ascii: "{") || reply.body.first == UInt8(ascii: "[") {
            faults += jsonFaults(reply.body[...])
        }
        return faults
    }

    /// Deeper than any request may be, so that what is repeated of one is no mistake of the door's.
    private static let limits = JSONLimits(depthMax: 1_024, bytesMax: 1 << 30)

    private static func jsonFaults(_ bytes: ArraySlice<UInt8>) -> [Fault] {
        var tape = JSONTape(limits: limits)
        do throws(JSONError) {
            try tape.read(bytes.span)
            return []
        } catch {
            let near = bytes.dropFirst(max(0, error.offset - 60)).prefix(120)
            return [
                Fault(
                    "no JSON",
                    "\(error.reason) at \(error.offset), near \(String(decoding: near, as: UTF8.self))"
                )
            ]
        }
    }

    /// Lines of JSON, one JSON array, frames of JSON, or events whose data is JSON; nothing may come apart on the way.
    private static func streamFaults(_ bytes: [UInt8]) -> [Fault] {
        // No frame is so long that its length needs the first byte, and no text begins with it.
        if bytes.first == 0 {
            guard let frames = Frames.parts(of: bytes), frames.flatMap(\.bytes) == bytes else {
                return [Fault("torn frame", "\(bytes.count) bytes")]
            }
            return frames.flatMap { jsonFaults($0.payload[...]) }
        }
        if bytes.first == UInt8(ascii: "[") || bytes.first == UInt8(ascii: ",") {
            // An event by itself begins with the comma before it.
            return bytes.first == UInt8(ascii: "[") && bytes.last == UInt8(ascii: "]")
                ? jsonFaults(bytes[...]) : []
        }
        let isLines = bytes.first == UInt8(ascii: "{")
        var faults: [Fault] = []
        for line in bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            if isLines {
                faults += jsonFaults(line)
            } else if line.starts(with: "data:".utf8) {
                let data = line.dropFirst(5).drop { $0 == 0x20 }
                if !data.elementsEqual("[DONE]".utf8) { faults += jsonFaults(data) }
            } else if !["event:", "id:", ":"].contains(where: { line.starts(with: $0.utf8) }) {
                faults.append(
                    Fault("torn event", String(decoding: line.prefix(120), as: UTF8.self)))
            }
        }
        return Array(faults.prefix(3))
    }
}
