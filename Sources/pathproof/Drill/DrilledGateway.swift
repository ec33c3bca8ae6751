import Documents
import GatewayMaps
import Ledger
import Transports
import Vocabulary

/// Whose gateway a drill starts: its configuration, and what that predicts.
enum DrilledGateway {
    case litellm(LiteLLMConfig, LiteLLMPredictor)
    case portkey(PortkeyConfig, PortkeyPredictor)
    // Those that are somebody else's:
    case hostedPortkey(PortkeyConfig, HostedPortkeyPredictor)
    case openrouter(OpenRouterRequest, OpenRouterPredictor)

    /// - Parameters:
    ///   - isHosted: the gateway is somebody else's, and no lane is behind it.
    ///   - isElsewhere: its owner has started it, with legs that call the lanes.
    ///   - legs: what stands behind the lanes.
    init(
        _ file: String, kind: FileKind?, isHosted: Bool = false, isElsewhere: Bool = false,
        legs: LegSource = .simulated
    ) throws(Diagnostics) {
        var node = try Document.read(path: file)
        switch kind ?? FileKind(of: node) {
        case .portkey where isHosted:
            // Its keys are needed here.
            node = try Document.read(path: file, environment: Environment.value)
            let config = try PortkeyReader.read(node)
            self = .hostedPortkey(
                config, HostedPortkeyPredictor(PortkeyPredictor(config, said: Drill.words)))
        case .openrouter where isHosted:
            let request = try OpenRouterReader.read(node)
            self = .openrouter(request, OpenRouterPredictor(request))
        case .portkey:
            if legs.isReal {
                let isReplay = !legs.asksProviders
                // Its keys are needed here; what is played again needs none.
                node = try Document.read(path: file) { name in
                    Environment.value(name) ?? (isReplay ? "${\(name)}" : nil)
                }
            }
            let config = try PortkeyReader.read(node)
            self = .portkey(config, PortkeyPredictor(config, said: Drill.words))
        case .openrouter:
            throw Diagnostics([
                node.diagnostic(
                    "OpenRouter is no gateway that can be started here: none of its providers can be "
                        + "replaced by a lane",
                    hint:
                        "`pathproof lint` reads the request; --gateway URL --live --allow-unpriced shows what "
                        + "can be shown from outside"
                )
            ])
        case .promptfoo: throw Diagnostics([FileKind.promptfooMistake(node)])
        case .routes where node["aliases"] != nil || node["routes"] != nil,
            .suite where kind == nil && node.entries != nil:
            throw Diagnostics([
                node.diagnostic(
                    "this is no gateway's configuration but a file of pathproof's own",
                    hint:
                        "`pathproof run` proves it without --gateway; `pathproof drill "
                        + "\(Shell.quoted(file)) --mix 'rate-limit=5%'` rehearses a bad day on it"
                )
            ])
        case .litellm, .routes, .suite:
            let config = try Drill.examined(file).examination.sound()
            self = .litellm(
                config, LiteLLMPredictor(config, asksLaneless: isElsewhere, said: Drill.words))
        }
    }

    /// Stands in the names of files and rows.
    var name: String {
        switch self {
        case .litellm: "litellm"
        case .portkey, .hostedPortkey: "portkey"
        case .openrouter: "openrouter"
        }
    }

    /// The program that is started, as its package installs it, and the option that names another.
    var program: String {
        switch self {
        case .litellm: "litellm"
        case .portkey, .hostedPortkey: "gateway"
        case .openrouter: "none"
        }
    }

    var programOption: String { "--\(name)-bin" }

    var predictor: any GatewayPredictor {
        switch self {
        case .litellm(_, let predictor): predictor
        case .portkey(_, let predictor): predictor
        case .hostedPortkey(_, let predictor): predictor
        case .openrouter(_, let predictor): predictor
        }
    }

    /// Nothing in the configuration asks for requests that say by themselves how long an answer may be.
    var leavesLimitToSuite: Bool {
        if case .portkey(let config, _) = self { !config.limitsByCondition } else { true }
    }

    /// What the configuration says that legs cost; nil where it says so in a way that no sum has.
    var ownPrices: [LegID: Price?] {
        guard case .litellm(let config, _) = self else { return [:] }
        return config.configuredPrices.mapValues(\.price)
    }

    var file: String { predictor.map.file }

    var constructs: [Construct] {
        switch self {
        case .litellm(let config, _): config.constructs
        case .portkey(let config, _), .hostedPortkey(let config, _):
            config.examination.constructs
        case .openrouter(let request, _): request.examination.constructs
        }
    }

    var legCount: Int { predictor.knownRoutes.reduce(0) { $0 + $1.legs.count } }
}
