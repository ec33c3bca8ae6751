import Gateways
import Providers
import Transports
import Vocabulary

/// What an address calls its model, where nobody said.
enum BenchModel {
    enum Answer {
        case name(String)
        case unreached(Diagnostic)
    }

    static func name(
        at address: BenchAddress, over transport: Transport
    ) async throws(Diagnostics) -> Answer {
        if let model = address.model { return .name(model) }
        let option = address.name == "direct" ? "--direct-model" : "--model"
        let listing = ModelListing(of: address.provider)
        let silent = Diagnostics([
            Diagnostic(
                "'\(address.url)' does not say what models it has",
                hint: "\(option) NAME names one")
        ])
        guard listing.tellsNames,
            let request = listing.request(at: address.endpoint, within: ModelListing.patience)
        else { throw silent }
        let sink = WholeBody()
        let exchange = await transport.send(request, into: sink)
        let answer = BaseProbe.answer(
            status: exchange.status, body: sink.body, of: address.provider)
        switch answer {
        case .models(let names) where names.count == 1: return .name(names[0])
        case .models(let names) where !names.isEmpty:
            let list = names.prefix(8).joined(separator: ", ")
            throw Diagnostics([
                Diagnostic(
                    "'\(address.url)' has \(names.count) models, and none is named",
                    hint: "\(option) NAME, one of: \(list)\(names.count > 8 ? ", …" : "")")
            ])
        case .unreachable:
            let reason = exchange.breakage.map { "\($0.kind.rawValue): \($0.reason)" }
            return .unreached(
                Diagnostic("'\(address.url)' does not answer: \(reason ?? "nothing came")"))
        case .models, .refused, .elsewhere: throw silent
        }
    }
}
