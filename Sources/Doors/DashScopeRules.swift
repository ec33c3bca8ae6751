import Vocabulary

/// What DashScope refuses although the body is well formed: a model on the other of the two paths, and
/// thinking in a form that does not allow it.
enum DashScopeRules {
    static func refusal(of question: Question) -> DoorError? {
        if let isMultimodal = isMultimodal(question.model),
            isMultimodal != (question.layout == .parts)
        {
            return .malformed("url error, please check url！")
        }
        if question.layout == .text, !question.prompt.tools.isEmpty {
            return .malformed("When using tools, result_format must be 'message'.")
        }
        let thinks = question.effort == "true"
        if thinks, question.isCumulative {
            return .malformed(
                "The incremental_output parameter must be \"true\" when enable_thinking is true")
        }
        guard !question.isStreamed else { return nil }
        if question.model.hasPrefix("qwq") || question.model.hasPrefix("qvq") {
            return .malformed(
                "This model only support stream mode, please enable the stream parameter to access "
                    + "the model.")
        }
        // Open weights think unless they are told not to; only those made to follow do not.
        if isOpen(question.model), thinks || question.model.contains("-thinking") {
            return .malformed(
                "parameter.enable_thinking must be set to false for non-streaming calls")
        }
        return nil
    }

    /// Nil for a model of no known family, to which no rule applies.
    private static func isMultimodal(_ model: String) -> Bool? {
        if ["-vl", "-omni", "-audio", "qvq"].contains(where: { model.contains($0) }) {
            return true
        }
        let texts = ["qwen-plus", "qwen-max", "qwen-turbo", "qwen-flash", "qwen-long", "qwen3-"]
        return texts.contains { model.hasPrefix($0) } ? false : nil
    }

    /// `qwen3-32b`, `qwen3-235b-a22b`: the size stands in the names of models with open weights.
    private static func isOpen(_ model: String) -> Bool {
        model.hasPrefix("qwen3-")
            && model.split(separator: "-").contains { part in
                part.last == "b" && Double(part.dropLast()) != nil
            }
    }
}
