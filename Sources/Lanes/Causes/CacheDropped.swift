import Vocabulary

extension Play {
    /// What the leg has seen before is counted, and billed, as if it were new.
    static let cacheDropped = Play(.cacheDropped) { scene in
        var scene = scene
        (scene.cachedTokens, scene.writtenTokens) = (0, 0)
        return scene.healthy()
    }
}
