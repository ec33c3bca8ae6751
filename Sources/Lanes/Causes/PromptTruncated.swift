import Doors
import Vocabulary

extension Play {
    /// Only the first tenth of the prompt reaches the model, which greets instead of answering; the token
    /// counts tell, and nothing else does.
    static let promptTruncated = Play(.promptTruncated) { scene in
        var scene = scene
        scene.question.prompt.messages = PromptTruncated.beginning(of: scene.question.prompt)
        return scene.saying("Hello! How can I help you today?")
    }
}

private enum PromptTruncated {
    static func beginning(of prompt: Prompt) -> [Message] {
        let all = prompt.allText.unicodeScalars
        let kept = String(String.UnicodeScalarView(all.prefix(max(1, all.count / 10))))
        return [Message(.user, kept)]
    }
}
