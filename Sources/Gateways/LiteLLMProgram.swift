extension GatewayProgram {
    /// What LiteLLM is started with, in words for the list of changes.
    public static let litellmChanges = [
        "environment: none of the user's but PATH and HOME; price map and tokenizers from the package",
        "environment: pauses between attempts of at most 0.05 s in place of 0.5 to 8.75 s",
    ]

    /// LiteLLM on a configuration of ours.
    ///
    /// - Parameter shortensPauses: a drill has thousands of pauses between attempts.
    public static func litellm(
        _ program: String, config: String, shortensPauses: Bool
    ) -> GatewayProgram {
        GatewayProgram(
            name: "LiteLLM", program: program,
            hint:
                "install it with `pip install 'litellm[proxy]'`, or name it with --litellm-bin PATH",
            // It is up in six seconds, in twenty on a machine that has other work.
            patience: .seconds(90), readyPath: "/health/liveliness", file: ("config.yaml", config),
            arguments: { port, file in
                ["--config", file, "--host", "127.0.0.1", "--port", String(port)]
            },
            environment: { _ in
                var environment = [
                    "PYTHONUNBUFFERED": "1", "LITELLM_LOCAL_MODEL_COST_MAP": "True",
                    "HF_HUB_OFFLINE": "1", "NO_PROXY": "*",
                    // Otherwise it reads a file with variables from where it stands, and from above.
                    "LITELLM_MODE": "PRODUCTION",
                ]
                if shortensPauses {
                    environment["INITIAL_RETRY_DELAY"] = "0.01"
                    environment["MAX_RETRY_DELAY"] = "0.05"
                    environment["JITTER"] = "0"
                }
                return environment
            },
            hasLostPort: { status, said in status == 3 && said.contains("address already in use") })
    }
}
