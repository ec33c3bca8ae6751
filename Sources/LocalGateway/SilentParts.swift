import Vocabulary

extension Prompt {
    /// The prompt without what the assistant did not say.
    ///
    /// One language ends an answer with an empty text and its clients send that back as part of the talk;
    /// another refuses a text that is empty. What a caller says in his own name stays as it is, so that
    /// the leg can object to it.
    var withoutSilence: Prompt {
        var prompt = self
        prompt.messages = messages.compactMap { message in
            guard message.role == .assistant, message.parts.contains(.text("")) else {
                return message
            }
            var spoken = message
            spoken.parts.removeAll { $0 == .text("") }
            return spoken.parts.isEmpty ? nil : spoken
        }
        return prompt
    }
}
