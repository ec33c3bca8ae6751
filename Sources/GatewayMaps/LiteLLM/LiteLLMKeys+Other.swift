/// Keys that LiteLLM 1.106 has and of which there is nothing to say but that it has them.
extension LiteLLMKeys {
    /// A drill's copy has its own of these, or keeps them; whatever else stands there it leaves out.
    static let general =
        [
            LiteLLMKey("master_key", .exact, "a drill puts one of its own in its place"),
            LiteLLMKey(
                "expose_fallback_errors_to_caller", .exact, "a drill sets it: it reads the hops"),
            LiteLLMKey(
                "include_call_id_in_error_body", .exact, "a drill sets it: it reads the call's id"),
        ] + LiteLLMRewriter.keptGeneral.sorted().map { LiteLLMKey($0, .exact, "") }
        + names(otherGeneral).map { LiteLLMKey($0, .unsupported, "left out of a drill") }

    static let litellm =
        foremost
        + names(otherSettings).map { name in
            LiteLLMRewriter.removesSetting(name)
                ? LiteLLMKey(name, .unsupported, "left out of a drill")
                : LiteLLMKey(name, .approximate, "kept, and not predicted")
        }

    /// What `litellm_params` may hold beside what is read here: it is LiteLLM's, or its providers'.
    static let passedOn = names(
        """
        access_key adapter_id additional_drop_params aiohttp_params
        allow_client_keepalive_override allowed_openai_params anthropic_federation_rule_id
        anthropic_federation_workspace_id anthropic_identity_source anthropic_identity_token
        anthropic_identity_token_file anthropic_issuer_audience
        anthropic_issuer_signing_key_ref anthropic_issuer_subject
        anthropic_issuer_ttl_seconds anthropic_issuer_url anthropic_keycloak_auth_method
        anthropic_keycloak_client_id anthropic_keycloak_client_secret_ref
        anthropic_keycloak_scope anthropic_keycloak_token_url anthropic_organization_id
        anthropic_service_account_id audio auto_router_config auto_router_config_path
        auto_router_default_model auto_router_embedding_model aws_access_key_id
        aws_batch_role_arn aws_bedrock_project_id aws_bedrock_runtime_endpoint
        aws_external_id aws_profile_name aws_region_name aws_role_name aws_secret_access_key
        aws_session_name aws_session_tags aws_session_token aws_sts_endpoint
        aws_web_identity_token azure_ad_token azure_ad_token_provider azure_password
        azure_scope azure_username bedrock_tags bucket_name cache_control_injection_points
        caching chat_template_kwargs client_id client_secret complexity_router_config
        complexity_router_default_model configurable_clientside_auth_params
        context_management context_window_fallbacks cost_per_second
        default_api_key_rpm_limit default_api_key_tpm_limit default_headers deployment_id
        dimensions embedding_model encoding_format extra_body extra_headers extra_query
        fallbacks format frequency_penalty function_call functions gcs_bucket_name
        guardrails headers hf_model_name index_name initial_prompt_value
        input_cost_per_character input_cost_per_image input_cost_per_pixel
        input_cost_per_query input_cost_per_second input_cost_per_token input_type itpm
        keep_alive keepalive_seconds language litellm_system_prompt litellm_trace_id
        logit_bias logprobs max_completion_tokens max_file_size_mb max_new_tokens max_tokens
        merge_reasoning_content_in_choices messages metadata min_p modalities model_info n
        no-log num_ctx num_gpu num_predict oci_compartment_id oci_fingerprint oci_key
        oci_key_file oci_region oci_tenancy oci_user organization otpm
        output_cost_per_character output_cost_per_image output_cost_per_second
        output_cost_per_token parallel_tool_calls post_call_rules pre_call_rules prediction
        presence_penalty project prompt_cache_key prompt_cache_retention prompt_id
        prompt_label prompt_variables prompt_version provider provider_affinity_header
        quality reasoning reasoning_effort region_name repetition_penalty request_timeout
        response_format role_id roles route_id rpm_limit s3_bucket_name s3_region_name
        safe_prompt safety_identifier safety_settings seed service_tier size ssl_verify stop
        store stream stream_options stream_timeout_by_service_tier style temperature
        tenant_id thinking timeout_by_service_tier tool_choice tools top_k top_logprobs
        top_p transforms use_chat_completions_api use_in_pass_through use_litellm_proxy user
        user_continue_message vector_store_id vector_store_ids verbosity
        vertex_ai_credentials vertex_ai_location vertex_ai_project vertex_credentials
        vertex_location vertex_project voice watsonx_region_name web_search_options
        zen_api_key
        """)

    private static func names(_ text: String) -> [String] {
        text.split(whereSeparator: \.isWhitespace).map(String.init)
    }

    private static let otherGeneral = """
        admin_only_routes admission_queue_timeout_seconds alert_to_webhook_url
        alert_type_config alert_types alerting alerting_args alerting_threshold
        allow_cli_sso_verification_uri_complete allow_client_side_credentials
        allow_public_health_readiness_details allow_requests_on_db_unavailable
        allow_unmanaged_response_ids allow_user_auth allowed_file_extensions allowed_ips
        allowed_routes always_include_stream_usage apply_user_budget_to_team_keys
        auto_redirect_ui_login_to_sso background_health_check_model_groups
        background_health_checks blocked_file_extensions cancel_on_disconnect
        claude_code_gateway_managed_settings completion_model control_plane_url
        coordination_redis custom_auth custom_auth_run_common_checks custom_key_generate
        custom_key_policy custom_key_update custom_sso custom_team_metadata_validate
        custom_ui_sso_sign_in_handler dangerously_allow_mock_testing_request_params
        dangerously_permit_weak_or_unset_master_key database_args database_connect_timeout
        database_connection_pool_limit database_connection_pool_timeout
        database_connection_timeout database_disable_prepared_statements
        database_extra_connection_params database_max_idle_connection_lifetime
        database_socket_timeout database_type database_url default_team_disabled
        disable_auto_add_proxy_admin_to_teams disable_batch_input_file_rate_limiting
        disable_bedrock_agent_runtime_passthrough disable_budget_reservation
        disable_custom_api_keys disable_env_credential_login
        disable_key_generate_for_org_admin disable_master_key_return
        disable_model_info_refresh disable_password_login_when_sso_enabled
        disable_prisma_schema_update disable_reset_budget disable_responses_id_security
        disable_retry_on_max_parallel_request_limit_error disable_spend_logs
        disable_spend_updates drain_endpoint_token email enable_claude_code_gateway
        enable_drain_endpoint enable_health_check_routing enable_jwt_auth
        enable_mcp_registry enable_oauth2_auth enable_oauth2_proxy_auth
        enable_openai_websocket_passthrough enable_public_model_hub
        enforce_fallback_model_access enforce_rbac enforce_user_param enforced_params
        fail_closed_budget_enforcement fail_closed_rate_limit_enforcement
        failed_login_block_seconds failed_login_window_seconds
        forward_llm_provider_auth_headers forward_openai_org_id global_max_parallel_requests
        health_check_concurrency health_check_details health_check_ignore_transient_errors
        health_check_interval health_check_skip_disabled_background_models
        health_check_staleness_threshold hide_default_credentials_hint
        key_management_settings key_management_system litellm_jwtauth
        litellm_key_header_name litellm_license max_batch_file_records
        max_batch_file_size_mb max_batch_file_uploads_per_day
        max_failed_login_attempts_per_source max_failed_login_attempts_per_source_overrides
        max_file_downloads_per_minute max_file_size_mb max_in_flight_requests_per_worker
        max_parallel_requests max_queued_requests_per_worker
        maximum_autorouter_session_retention_period maximum_daily_tag_spend_retention_period
        maximum_health_check_retention_period maximum_spend_logs_cleanup_batch_size
        maximum_spend_logs_cleanup_batch_timeout maximum_spend_logs_cleanup_cron
        maximum_spend_logs_cleanup_max_batches maximum_spend_logs_cleanup_run_budget
        maximum_spend_logs_retention_interval maximum_spend_logs_retention_period
        mcp_advertised_versions mcp_allow_all_keys_respects_mcp_scope mcp_allowed_clients
        mcp_client_id_header mcp_client_side_auth_header_name mcp_internal_ip_ranges
        mcp_prefer_client_id_metadata_document mcp_required_fields mcp_session_token_signing
        mcp_trusted_proxy_ranges mcp_xff_num_trusted_hops missing_session_id
        model_list_healthy_only oauth2_config_mappings otel pass_through_endpoints
        pass_through_request_timeout passthrough_managed_object_ids
        password_policy_check_breached_passwords password_policy_min_length
        password_policy_require_lowercase password_policy_require_numbers
        password_policy_require_special_characters password_policy_require_uppercase plugins
        provider_url_destination_allowed_hosts proxy_batch_polling_interval
        proxy_batch_write_at proxy_budget_rescheduler_max_time
        proxy_budget_rescheduler_min_time proxy_config_reload_interval_seconds public_routes
        reject_clientside_metadata_tags require_end_user_mcp_access_defined
        require_key_mcp_access_defined responses_websocket_session_limit_seconds
        role_permissions scheduled_job_stagger search_tool_deny_by_default search_tools
        service_account_settings skip_batch_input_file_rate_limiting_for_models
        skip_batch_input_file_rate_limiting_for_providers slack spend_capture_rate_check
        spend_logs_metadata_fields spend_report_frequency store_model_in_db
        store_prompts_in_spend_logs supported_db_objects team_metadata_schema
        team_metadata_validation_error_message team_metadata_validation_timeout
        token_rate_limit_type tracing track_unmanaged_batch_cost transcribe_media_buckets
        trusted_proxy_ranges ui_access_mode ui_password ui_username use_azure_key_vault
        use_google_kms use_redis_transaction_buffer use_shared_health_check
        use_spend_logs_partitioning use_team_public_model_name use_x_forwarded_for
        user_api_key_cache_max_size user_api_key_cache_ttl user_header_mappings
        user_header_name user_mcp_management_mode user_url_allowed_hosts user_url_validation
        vector_store_deny_by_default
        """

    /// Variables of its module, any of which a file may set.
    private static let otherSettings = """
        add_function_to_prompt add_user_information_to_llm_headers
        agent_search_embedding_model ai21_key aiohttp_trust_env aleph_alpha_key
        allow_dynamic_callback_disabling amazon_nova_api_key anthropic_beta_headers_url
        anthropic_key anthropic_prompt_caching_ttl anthropic_sse_ping_interval_seconds
        api_base api_key api_version apply_search_free_tier argilla_batch_size
        argilla_transformation_object audit_log_callbacks autorouter_presets_url
        aws_sqs_callback_params azure_key banned_keywords_list baseten_key
        bedrock_neutralize_orphaned_tool_blocks bedrock_request_metadata_fields
        block_requests_for_models_without_pricing blocked_user_list blog_posts_url
        budget_duration budget_exceeded_status_code budget_exceeded_throttle_percentage
        budget_reset_time budget_rollover bytez_key caching caching_with_models
        callback_settings check_provider_endpoint clarifai_key cloudflare_api_key cohere_key
        cold_storage_custom_logger cometapi_key config_path cost_discount_config
        cost_margin_config credential_list custom_prometheus_metadata_labels
        custom_prometheus_tags custom_prompt_dict custom_provider_map databricks_key
        datadog_llm_observability_params datadog_params datadog_use_v1 datarobot_key
        default_in_memory_ttl default_internal_user_params default_key_generate_params
        default_key_max_budget_alert_emails default_max_internal_user_budget
        default_redis_batch_cache_expiry default_redis_ttl default_soft_budget
        default_team_params default_team_settings disable_add_prefix_to_prompt
        disable_add_transform_inline_image_block disable_add_user_agent_to_request_tags
        disable_aiohttp_transport disable_aiohttp_trust_env
        disable_anthropic_gemini_context_caching_transform disable_end_user_cost_tracking
        disable_end_user_cost_tracking_prometheus_only disable_stop_sequence_limit
        disable_streaming_logging disable_token_counter
        disable_vertex_batch_output_transformation dynamodb_table_name email
        enable_anthropic_prompt_caching enable_azure_ad_token_refresh
        enable_caching_on_provider_specific_optional_params
        enable_end_user_cost_tracking_prometheus_only
        enable_gemini_default_thinking_level_low enable_json_schema_validation
        enable_key_alias_format_validation enable_loadbalancing_on_batch_endpoints
        enable_model_config_credential_overrides enable_preview_features error_logs
        extra_spend_tag_headers filter_invalid_headers force_ipv4
        force_redis_hash_tag_grouping forward_traceparent_to_llm_provider gcs_pub_sub_use_v1
        gdc_api_base gdc_key gemini_live_defer_setup generic_api_use_v1
        generic_logger_headers gigachat_key global_bitbucket_config
        global_disable_no_log_param global_gitlab_config global_prompt_directory
        google_moderation_confidence_threshold gradient_ai_api_key groq_key
        guardrail_name_config_map guardrails headers heroku_key http2 huggingface_key
        inception_key infinity_key input_callback internal_user_budget_duration
        key_alias_pattern key_generation_settings langfuse_default_tags
        langfuse_enable_update_trace_keys langsmith_batch_size lemonade_key llama_api_key
        llamaguard_model_name llamaguard_unsafe_content_categories llm_guard_mode
        log_auth_failure_key_identity log_client_error_tracebacks log_raw_request_response
        logged_real_time_event_types logging maritalk_key max_budget max_end_user_budget
        max_end_user_budget_id max_internal_user_budget max_tokens max_ui_session_budget
        max_user_budget mcp_tool_search model_alias_map model_cost model_cost_map_url
        model_fallbacks model_group_settings nebius_key newrelic_params nlp_cloud_key
        novita_api_key num_retries_per_request ollama_key openai_key openai_like_key
        openai_moderations_model_name openai_system_messages_first openrouter_key
        organization otel_tenant_destination_mode output_parse_pii
        overwrite_user_with_key_hash ovhcloud_key pointfive_params post_call_rules
        pre_call_rules predibase_key predibase_tenant_id presidio_ad_hoc_recognizers
        priority_reservation priority_reservation_settings project
        prometheus_deployment_and_latency_caller_identity
        prometheus_emit_input_sequence_length_label prometheus_emit_rate_limit_labels
        prometheus_emit_stream_label prometheus_end_user_metrics_cleanup_interval_seconds
        prometheus_end_user_metrics_max_series_per_metric
        prometheus_end_user_metrics_ttl_seconds prometheus_exclude_labels
        prometheus_exclude_metrics prometheus_initialize_budget_metrics
        prometheus_latency_buckets prometheus_metrics_cleanup_interval_seconds
        prometheus_metrics_config prometheus_metrics_max_series_per_metric
        prometheus_metrics_ttl_seconds prometheus_user_budget_label_include_email_alias
        prompt_name_config_map provider_url_destination_allowed_hosts proxy_auth
        public_agent_groups public_mcp_hub_strict_whitelist public_mcp_servers
        public_model_groups public_model_groups_links public_skills_index
        reasoning_auto_summary redact_messages_in_exceptions redact_user_api_key_info
        replicate_key request_correlation_in_logs require_auth_for_metrics_endpoint
        require_managed_files responses retry return_response_headers
        route_all_chat_openai_to_responses s3_audit_callback_params s3_callback_params
        safe_memory_mode sap_service_key skill_search_embedding_model
        skip_system_message_in_guardrail skip_tool_message_in_guardrail snowflake_key
        ssl_certificate ssl_ecdh_curve ssl_security_level
        standard_logging_payload_excluded_fields store_audit_logs
        strip_anthropic_total_tokens suppress_debug_info tag_budget_config telemetry
        togetherai_api_key token upperbound_key_generate_params use_aiohttp_transport
        use_chat_completions_url_for_anthropic_messages use_client use_litellm_proxy
        user_url_allowed_hosts user_url_validation validate_end_user_id_in_db
        vector_store_index_registry vector_store_registry vector_store_search_failure_mode
        vercel_ai_gateway_key vertex_ai_safety_settings vertex_location vertex_project
        wandb_key xai_key zerobus_params
        """
}
