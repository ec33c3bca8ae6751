import Documents
import GatewayMaps
import Vocabulary

/// Whose gateway a drill starts: its configuration, and what that predicts.
enum DrilledGateway {
    case litellm(LiteLLMConfig, LiteLLMPredictor)
    case portkey(PortkeyConfig, PortkeyPredictor)

    init(_ file: String, kind: FileKind?) throws(Diagnostics) {
        let node = try Document.read(path: file)
        switch kind ?? FileKind(of: node) {
        case .portkey:
            let config = try PortkeyReader.read(node)
            self = .portkey(config, PortkeyPredictor(config, said: Drill.words))
        case .openrouter:
            throw Diagnostics([
                node.diagnostic(
                    "OpenRouter is no gateway that can be started here: none of its providers can be "
                        + "replaced by a lane",
                    hint:
                        "`pathproof lint` reads the request; `run --gateway URL` proves its first path"
                )
            ])
        case .litellm, .routes, .suite:
            let config = try Drill.examined(file).examination.sound()
            self = .litellm(config, LiteLLMPredictor(config, said: Drill.words))
        }
    }

    /// Stands in the names of files and rows.
    var name: String {
        switch self {
        case .litellm: "litellm"
        case .portkey: "portkey"
        }
    }

    /// The program that is started, as its package installs it, and the option that names another.
    var program: String {
        switch self {
        case .litellm: "litellm"
        case .portkey: "gateway"
        }
    }

    var programOption: String { "--\(name)-bin" }

    var predictor: any GatewayPredictor {
        switch self {
        case .litellm(_, let predictor): predictor
        case .portkey(_, let predictor): predictor
        }
    }

    var file: String { predictor.map.file }

    var constructs: [Construct] {
        switch self {
        case .litellm(let config, _): config.constructs
        case .portkey(let config, _): config.examination.constructs
        }
    }

    var legCount: Int { predictor.knownRoutes.reduce(0) { $0 + $1.legs.count } }
}
