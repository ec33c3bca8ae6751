/// How a user's own gateway is started, and how it is known to be up.
public struct GatewayProgram: Sendable {
    /// In words for the user: `LiteLLM`.
    let name: String
    /// A name that PATH knows, or a path.
    let program: String
    /// What to do where there is no such program.
    let hint: String
    /// How long a busy machine may take to start it.
    let patience: Duration
    /// A page that it answers with 200 as soon as it is up.
    let readyPath: String
    /// It stands in its folder before it is started.
    let file: (name: String, text: String)
    /// The arguments, for a port and the path of the file.
    let arguments: @Sendable (_ port: Int, _ file: String) -> [String]
    /// All of its environment, but for what finds programs: the user's keys, proxies and addresses stay out.
    let environment: @Sendable (_ file: String) -> [String: String]
    /// Whether its end at the start means that somebody else has taken the port.
    let hasLostPort: @Sendable (_ status: Int32, _ said: String) -> Bool
}
