import Vocabulary

/// What Mistral refuses although every member is of its type: calls that another provider named, and
/// calls and results that do not pair.
enum MistralRules {
    static func refusal(of question: Question) -> DoorError? {
        var open: Set<String> = []
        for message in question.prompt.messages {
            let ids = message.callIDs
            for id in ids + [message.answeredCall].compactMap({ $0 }) where !isCallID(id) {
                return .order(
                    "Tool call id was \(id) but must be a-z, A-Z, 0-9, with a length of 9.",
                    type: "invalid_function_call", code: "3280")
            }
            if let answered = message.answeredCall {
                guard open.remove(answered) != nil else { return .unpaired }
            } else {
                guard open.isEmpty else { return .unpaired }
                open = Set(ids)
            }
        }
        return open.isEmpty ? nil : .unpaired
    }

    private static func isCallID(_ id: String) -> Bool {
        id.utf8.count == 9
            && id.utf8.allSatisfy {
                $0.isNameByte && $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "_")
            }
    }
}

extension DoorError {
    fileprivate static let unpaired = DoorError.order(
        "Not the same number of function calls and responses",
        type: "invalid_request_message_order", code: "3230")

    fileprivate static func order(_ message: String, type: String, code: String) -> DoorError {
        var error = DoorError.malformed(message, code: code)
        error.type = type
        return error
    }
}
