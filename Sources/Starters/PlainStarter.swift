/// A first routes file and a first suite, which pass as they stand: no key, nothing sent.
public enum PlainStarter {
    public static let starter = Starter(
        files: [
            Starter.File("routes.yaml", routes), Starter.File("suites/capitals.yaml", suite),
        ],
        next: ["pathproof run", "pathproof lint suites"])

    private static let routes = """
        # What the gateway serves. `pathproof run` runs it here, in front of simulated providers: no key, nothing spent.
        # Base URLs, wire languages and prices come with the names of models: `pathproof list models` has them all.

        aliases:
          # What applications ask for: the first leg answers, the next one when the first fails in a way that `on:` names.
          fast-chat:
            - { model: gpt-5.4-mini, timeout: 10s, retry: { times: 1, on: [server-error] } }
            - { model: claude-haiku-4-5, timeout: 20s, on: [timeout, connection, rate-limit, server-error] }

        # For `pathproof run --live --budget 1.00` alone; --env-file FILE reads the variables from a file.
        # providers:
        #   openai: { api_key: "${OPENAI_API_KEY}", budget_usd: 0.50, rpm: 60 }
        #   anthropic: { api_key: "${ANTHROPIC_API_KEY}", budget_usd: 0.50 }

        # A gateway that runs already: `pathproof run --gateway staging --live --allow-unpriced`.
        # gateways:
        #   staging: { kind: litellm, url: "https://llm.example.com/v1", api_key: "${STAGING_KEY}" }

        """

    private static let suite = """
        # Each test goes over every leg of every alias, plain and streamed; `pathproof run --plan` shows the paths.
        description: capitals in one line of JSON
        prompts:
          - id: capital
            system: Answer with one JSON object, no prose and no code fence.
            user: "{{ country }}: its capital?"

        # legs: each leg answers once. causes: each leg is broken in every way that `pathproof list causes` shows, too.
        paths: causes
        stream: both

        defaultTest:
          assert:
            - type: is-json
              value:
                type: object
                required: [capital]
                additionalProperties: false
                properties: { capital: { type: string, minLength: 2 } }

        # `simulate:` is what a healthy simulated provider answers; with --live the real one is asked.
        tests:
          - vars: { country: France }
            simulate: '{"capital":"Paris"}'
            assert: [{ type: icontains, value: paris }]
          - vars: { country: Peru }
            simulate: '{"capital":"Lima"}'
            assert: [{ type: icontains, value: lima }]

        """
}
