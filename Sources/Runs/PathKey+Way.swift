public import Plans
public import Rows
import Vocabulary

extension PathKey {
    public init(_ way: Plan.Way) {
        self.init(
            way.path.leg, way.path.word, isStreamed: way.isStreamed, route: way.path.route)
    }
}
