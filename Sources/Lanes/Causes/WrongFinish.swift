import Vocabulary

extension Play {
    /// The answer stops half way, and says that it is complete.
    static let wrongFinish = Play(.wrongFinish) { scene in
        let scalars = scene.answer.text.unicodeScalars
        return scene.saying(
            String(String.UnicodeScalarView(scalars.prefix(scalars.count / 2))))
    }
}
