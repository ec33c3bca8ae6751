import Vocabulary

/// A key of a LiteLLM configuration, and how far what it says is understood here.
struct LiteLLMKey: Sendable {
    var name: String
    var exactness: Construct.Exactness
    var note: String

    init(_ name: String, _ exactness: Construct.Exactness, _ note: String) {
        self.name = name
        self.exactness = exactness
        self.note = note
    }
}

/// The keys of each section, as the reader and its messages know them.
enum LiteLLMKeys {
    static let top = [
        LiteLLMKey("model_list", .exact, "deployments, read one by one"),
        LiteLLMKey("router_settings", .exact, "read key by key"),
        LiteLLMKey("litellm_settings", .exact, "read key by key"),
        LiteLLMKey("general_settings", .exact, "read key by key"),
        LiteLLMKey("include", .exact, "lists are joined, other keys replaced"),
        LiteLLMKey(
            "environment_variables", .approximate,
            "left out of a drill; references to them are put in"),
        LiteLLMKey("credential_list", .exact, "a drill calls lanes, which take any key"),
        LiteLLMKey("guardrails", .unsupported, "left out of a drill"),
        LiteLLMKey("mcp_servers", .unsupported, "left out of a drill"),
        LiteLLMKey("callback_settings", .unsupported, "left out of a drill"),
        LiteLLMKey("search_tools", .unsupported, "left out of a drill"),
        LiteLLMKey("files_settings", .unsupported, "left out of a drill"),
        LiteLLMKey("finetune_settings", .unsupported, "left out of a drill"),
        LiteLLMKey("vector_store_registry", .unsupported, "left out of a drill"),
        LiteLLMKey("assistant_settings", .unsupported, "left out of a drill"),
        LiteLLMKey("sandbox_tools", .unsupported, "left out of a drill"),
        LiteLLMKey("default_vertex_config", .unsupported, "left out of a drill"),
        LiteLLMKey("prompts", .unsupported, "left out of a drill"),
        LiteLLMKey("mcp_tools", .unsupported, "left out of a drill"),
        LiteLLMKey("agents", .unsupported, "left out of a drill"),
        LiteLLMKey("agent_list", .unsupported, "left out of a drill"),
        LiteLLMKey("worker_registry", .unsupported, "left out of a drill"),
        LiteLLMKey("policies", .unsupported, "left out of a drill"),
        LiteLLMKey("policy_attachments", .unsupported, "left out of a drill"),
        LiteLLMKey("pass_through_endpoints", .unsupported, "left out of a drill"),
    ]

    /// What LiteLLM 1.106 takes for `routing_strategy`; with another word it does not start.
    static let strategies = [
        "simple-shuffle", "least-busy", "latency-based-routing", "cost-based-routing",
        "usage-based-routing", "usage-based-routing-v2", "provider-budget-routing", "lar1",
    ]

    static let router = [
        LiteLLMKey("fallbacks", .exact, "after a group has failed, for all errors without a list"),
        LiteLLMKey("default_fallbacks", .exact, "an entry of `fallbacks` for every group"),
        LiteLLMKey("context_window_fallbacks", .exact, "only errors that LiteLLM recognises"),
        LiteLLMKey("content_policy_fallbacks", .exact, "only errors that LiteLLM recognises"),
        LiteLLMKey("max_fallbacks", .exact, "how deep fallbacks of fallbacks go"),
        LiteLLMKey("model_group_alias", .exact, "an alias inherits no fallbacks"),
        LiteLLMKey("num_retries", .exact, "attempts after the first, in the same group"),
        LiteLLMKey("retry_after", .exact, "the shortest pause between attempts"),
        LiteLLMKey("retry_policy", .exact, "retries by class of error"),
        LiteLLMKey("model_group_retry_policy", .exact, "retries by group and class of error"),
        LiteLLMKey("timeout", .exact, "weaker than litellm_settings.request_timeout"),
        LiteLLMKey("stream_timeout", .exact, "of each piece of a stream"),
        LiteLLMKey("cooldown_time", .exact, "played in the pass with cooldowns"),
        LiteLLMKey("allowed_fails", .approximate, "3 counts as not set"),
        LiteLLMKey("allowed_fails_policy", .approximate, "failures are not counted by class here"),
        LiteLLMKey("disable_cooldowns", .exact, ""),
        LiteLLMKey(
            "routing_strategy", .approximate,
            "which deployment of a group is taken is told as a set, whatever the strategy"),
        LiteLLMKey("routing_strategy_args", .approximate, "kept, and not predicted"),
        LiteLLMKey("routing_groups", .approximate, "kept, and not predicted"),
        LiteLLMKey("enable_weighted_failover", .exact, "the group's other deployments come first"),
        LiteLLMKey(
            "enable_pre_call_checks", .approximate,
            "prompts of a drill are short: no deployment is passed by for its window"),
        LiteLLMKey("optional_pre_call_checks", .approximate, "kept, and not predicted"),
        LiteLLMKey(
            "enable_tag_filtering", .exact,
            "each name is asked for without a tag, with each of its own, and with one that nobody has"
        ),
        LiteLLMKey(
            "tag_filtering_match_any", .exact,
            "where all must match, a deployment's are sent together"),
        LiteLLMKey("provider_budget_config", .approximate, "a drill spends too little to reach it"),
        LiteLLMKey("default_litellm_params", .approximate, "kept, and not predicted"),
        LiteLLMKey("default_max_parallel_requests", .approximate, "kept, and not predicted"),
        LiteLLMKey("caching_groups", .unsupported, "left out of a drill"),
        LiteLLMKey("cache_responses", .unsupported, "left out of a drill"),
        LiteLLMKey("cache_kwargs", .unsupported, "left out of a drill"),
        LiteLLMKey("alerting_config", .unsupported, "left out of a drill"),
        LiteLLMKey("redis_url", .unsupported, "left out of a drill: state stays in one process"),
        LiteLLMKey("redis_host", .unsupported, "left out of a drill: state stays in one process"),
        LiteLLMKey("redis_port", .unsupported, "left out of a drill: state stays in one process"),
        LiteLLMKey("redis_password", .unsupported, "left out of a drill"),
        LiteLLMKey("redis_db", .unsupported, "left out of a drill"),
        LiteLLMKey("client_ttl", .exact, ""),
        LiteLLMKey("set_verbose", .exact, ""),
        LiteLLMKey("debug_level", .exact, ""),
        LiteLLMKey("default_priority", .approximate, "kept, and not predicted"),
        LiteLLMKey("polling_interval", .exact, ""),
        LiteLLMKey("router_general_settings", .approximate, "kept, and not predicted"),
        LiteLLMKey("ignore_invalid_deployments", .exact, "invalid ones are dropped either way"),
        LiteLLMKey("deployment_affinity_ttl_seconds", .approximate, "kept, and not predicted"),
        LiteLLMKey("model_group_affinity_config", .approximate, "kept, and not predicted"),
        LiteLLMKey("enable_health_check_routing", .unsupported, "left out of a drill"),
        LiteLLMKey("tag_routing_prefix", .exact, "taken off a tag that is sent with it"),
        LiteLLMKey("health_check_staleness_threshold", .unsupported, "left out of a drill"),
        LiteLLMKey("health_check_ignore_transient_errors", .unsupported, "left out of a drill"),
        LiteLLMKey("background_health_check_model_groups", .approximate, "kept, and not predicted"),
        LiteLLMKey("auto_router_capability_limit", .approximate, "kept, and not predicted"),
        LiteLLMKey("assistants_config", .approximate, "kept, and not predicted"),
        LiteLLMKey("guardrail_list", .approximate, "kept, and not predicted"),
        LiteLLMKey("plugins", .approximate, "kept, and not predicted"),
    ]

    /// Of `litellm_settings`: those that routes depend on, or that many files have.
    static let foremost = [
        LiteLLMKey("fallbacks", .exact, "weaker than the router's"),
        LiteLLMKey("default_fallbacks", .exact, "weaker than the router's"),
        LiteLLMKey("context_window_fallbacks", .exact, "weaker than the router's"),
        LiteLLMKey("content_policy_fallbacks", .exact, "weaker than the router's"),
        LiteLLMKey("max_fallbacks", .exact, "weaker than the router's"),
        LiteLLMKey("num_retries", .exact, "weaker than the router's"),
        LiteLLMKey("request_timeout", .exact, "stronger than the router's timeout"),
        LiteLLMKey("drop_params", .exact, "an answer of 422 becomes 200 with body null"),
        LiteLLMKey("modify_params", .approximate, "kept, and not predicted"),
        LiteLLMKey("cache", .unsupported, "left out of a drill: it hides faults"),
        LiteLLMKey("cache_params", .unsupported, "left out of a drill: it hides faults"),
        LiteLLMKey("callbacks", .unsupported, "left out of a drill"),
        LiteLLMKey("success_callback", .unsupported, "left out of a drill"),
        LiteLLMKey("failure_callback", .unsupported, "left out of a drill"),
        LiteLLMKey("service_callback", .unsupported, "left out of a drill"),
        LiteLLMKey("set_verbose", .exact, ""),
        LiteLLMKey("json_logs", .exact, ""),
        LiteLLMKey(
            "expose_router_debug_in_errors", .exact, "words in an error may change its status"),
        LiteLLMKey("turn_off_message_logging", .exact, ""),
        LiteLLMKey("disable_hf_tokenizer_download", .exact, ""),
        LiteLLMKey("disable_copilot_system_to_assistant", .exact, ""),
        LiteLLMKey("ssl_verify", .exact, "lanes speak plain HTTP"),
        LiteLLMKey("include_cost_in_streaming_usage", .exact, ""),
        LiteLLMKey("network_mock", .manual, "no call leaves LiteLLM: nothing behind it"),
        LiteLLMKey("sse_keepalive_ping_interval_seconds", .approximate, "kept, and not predicted"),
    ]

    static let parameters = [
        LiteLLMKey("model", .exact, ""),
        LiteLLMKey("custom_llm_provider", .exact, ""),
        LiteLLMKey("api_base", .exact, "a drill puts a lane's in its place"),
        LiteLLMKey("base_url", .exact, "a drill puts a lane's in its place"),
        LiteLLMKey("api_key", .exact, "a drill puts one of its own in its place"),
        LiteLLMKey("api_version", .exact, ""),
        LiteLLMKey("weight", .exact, "told as a set: which one is taken is a throw of dice"),
        LiteLLMKey("order", .exact, "a level of its own in the group"),
        LiteLLMKey("timeout", .exact, ""),
        LiteLLMKey("stream_timeout", .exact, ""),
        LiteLLMKey("num_retries", .exact, ""),
        LiteLLMKey("max_retries", .exact, "without effect: the router's retries count"),
        LiteLLMKey("tags", .exact, "sent as x-litellm-tags, where the router filters by them"),
        LiteLLMKey(
            "tag_regex", .exact, "searched for in `User-Agent: …`, where the router filters by tag"),
        LiteLLMKey("rpm", .approximate, "as a weight; a drill that exceeds it meets its limit"),
        LiteLLMKey("tpm", .approximate, "as a weight; a drill that exceeds it meets its limit"),
        LiteLLMKey("max_parallel_requests", .approximate, "kept, and not predicted"),
        LiteLLMKey("max_budget", .approximate, "a drill spends too little to reach it"),
        LiteLLMKey("budget_duration", .approximate, "a drill spends too little to reach it"),
        LiteLLMKey("litellm_credential_name", .exact, "a drill calls lanes, which take any key"),
        LiteLLMKey("mock_response", .manual, "it answers from the file: nothing behind it"),
        LiteLLMKey("mock_timeout", .manual, "a switch for tests: not predicted"),
        LiteLLMKey("mock_tool_calls", .manual, "a switch for tests: not predicted"),
        LiteLLMKey("mock_delay", .manual, "a switch for tests: not predicted"),
        LiteLLMKey("mock_testing_fallbacks", .manual, "a switch for tests: not predicted"),
        LiteLLMKey("mock_testing_context_fallbacks", .manual, "a switch for tests: not predicted"),
        LiteLLMKey(
            "mock_testing_content_policy_fallbacks", .manual, "a switch for tests: not predicted"),
        LiteLLMKey("mock_testing_rate_limit_error", .manual, "a switch for tests: not predicted"),
        LiteLLMKey("cooldown_time", .exact, "played in the pass with cooldowns"),
        LiteLLMKey("drop_params", .exact, ""),
    ]

    /// Of an entry of `model_list`.
    static let deployment = [
        LiteLLMKey("model_name", .exact, "what applications ask for"),
        LiteLLMKey("litellm_params", .exact, "read key by key"),
        LiteLLMKey("model_info", .exact, "its id, and whether it takes part in tag filtering"),
        LiteLLMKey("blocked", .approximate, "kept, and not predicted"),
    ]
}
