import Providers
import Vocabulary

extension Runner {
    /// One planned request, and what reads its answer: an object, so that none of it is copied into what waits.
    final class Step: Sendable {
        let planned: Case
        let path: Path
        let target: Shared<Target>
        let marker: Marker?
        let prompt: Prompt
        /// Shared with the transport.
        let request: Shared<Request>
        let reader: AnswerReader

        init(
            _ planned: Case, _ path: Path, _ target: Shared<Target>, _ marker: Marker?,
            _ prompt: consuming Prompt
        ) {
            (self.planned, self.path, self.marker) = (planned, path, marker)
            self.target = target
            let provider = target.value.provider
            request = Shared(
                target.value.request(
                    for: prompt, route: planned.modelRequested, isStreamed: planned.isStreamed))
            self.prompt = prompt
            let reader = provider.reader(isStreamed: planned.isStreamed)
            self.reader =
                path.cause?.mark == .caller
                ? AnswerReader(leavingAtContentOf: consume reader)
                : AnswerReader(consume reader)
        }
    }
}
