extension GatewayProgram {
    /// What Portkey's gateway is started with, in words for the list of changes.
    public static let portkeyChanges = [
        "environment: none of the user's but PATH and HOME; it listens on 127.0.0.1 only",
        "pauses between attempts of at most 0.05 s in place of 1 to 16 s",
    ]

    /// Portkey's open-source gateway: its configuration comes with each request.
    ///
    /// - Parameter shortensPauses: a drill has thousands of pauses between attempts.
    public static func portkey(_ program: String, shortensPauses: Bool) -> GatewayProgram {
        GatewayProgram(
            name: "Portkey's gateway", program: program,
            hint: "install it with `npm install -g @portkey-ai/gateway`, "
                + "or name it with --portkey-bin PATH",
            // It is up in two seconds; a busy machine takes longer.
            patience: .seconds(60), readyPath: "/", file: ("preload.cjs", preload(shortensPauses)),
            arguments: { port, _ in ["--headless", "--port=\(port)"] },
            environment: { file in
                [
                    "NODE_ENV": "production",
                    // The configuration is a header of each request.
                    "NODE_OPTIONS": "--require \(file) --max-http-header-size=1048576",
                ]
            },
            hasLostPort: { _, said in said.contains("EADDRINUSE") })
    }

    /// Run by node before the gateway: it has no switch for the address that it listens on, and none for its
    /// pauses, which the timer of its retry library makes.
    private static func preload(_ shortensPauses: Bool) -> String {
        """
        const net = require('net');
        const listen = net.Server.prototype.listen;
        net.Server.prototype.listen = function (first, ...rest) {
          if (typeof first === 'number') {
            return listen.call(this, first, '127.0.0.1', ...rest.filter((x) => typeof x === 'function'));
          }
          if (first && first.port !== undefined) first.host = '127.0.0.1';
          return listen.call(this, first, ...rest);
        };
        """
            + (shortensPauses
                ? """

                const later = globalThis.setTimeout;
                globalThis.setTimeout = (call, time, ...rest) =>
                  later(call, time >= 1000 && String(call).includes('_attempts') ? 50 : time, ...rest);
                """ : "") + "\n"
    }
}
