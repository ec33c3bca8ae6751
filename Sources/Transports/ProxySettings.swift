/// Which proxy stands between us and a URL, as the environment has it.
///
/// Read here and not left to libcurl, because libcurl ignores HTTP_PROXY in capitals, and because lanes
/// and gateways on this machine must not be asked for through a company's proxy.
struct ProxySettings: Equatable, Sendable {
    private var forHTTP: String?
    private var forHTTPS: String?
    /// In libcurl's form: names and networks with commas between.
    private(set) var exceptions = ""

    static let none = ProxySettings()

    private init() {}

    init(environment: (String) -> String?) {
        func value(_ name: String) -> String? {
            environment(name) ?? environment(name.uppercased())
        }
        let forAll = value("all_proxy")
        // A web server hands a request's `Proxy:` field to its CGI programs under this very name.
        let isCGI = environment("REQUEST_METHOD") != nil
        forHTTP = (isCGI ? environment("http_proxy") : value("http_proxy")) ?? forAll
        forHTTPS = value("https_proxy") ?? forAll
        let named = value("no_proxy")
        // libcurl knows the star only where it stands alone.
        exceptions =
            named == "*"
            ? "*" : [named, Self.ownAddresses].compactMap(\.self).joined(separator: ",")
    }

    /// And names that nobody has (RFC 6761): a proxy would only say so in its own words.
    private static let ownAddresses = "localhost,127.0.0.1,127.0.0.0/8,::1,invalid"

    func proxy(isHTTPS: Bool) -> String? { isHTTPS ? forHTTPS : forHTTP }
}
