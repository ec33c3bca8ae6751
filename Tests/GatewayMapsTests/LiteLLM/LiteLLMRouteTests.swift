import Documents
import GatewayMaps
import Testing
import Vocabulary

/// LiteLLM asks Bedrock in several languages, of which lanes speak one.
@Suite struct LiteLLMRouteTests {
    @Test(arguments: [
        (
            "bedrock/anthropic.claude-haiku-4-5-20251001-v1:0",
            "anthropic.claude-haiku-4-5-20251001-v1:0"
        ),
        ("bedrock/converse/my-own.model", "my-own.model"),
        ("bedrock/us-east-1/anthropic.claude-v2:1", "anthropic.claude-v2:1"),
        ("bedrock/converse/us-gov-west-1/any", "any"),
        ("bedrock/us.amazon.nova-pro-v1:0", "us.amazon.nova-pro-v1:0"),
        (
            "eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
            "eu.anthropic.claude-sonnet-4-5-20250929-v1:0"
        ),
    ])
    func `what is asked in a lane's language goes there by its own name`(
        model: String, upstream: String
    ) throws {
        let taken = try #require(LiteLLMProvider.taken(apart: model, custom: nil))
        #expect(taken.provider.lane == "bedrock")
        #expect(taken.upstream == upstream)
    }

    @Test(arguments: [
        "bedrock/invoke/anthropic.claude-3-5-sonnet-20240620-v1:0",
        "bedrock/meta.llama2-13b-chat-v1",
        "bedrock/amazon.titan-text-lite-v1", "bedrock/openai.gpt-5.6-sol",
        "bedrock/moonshotai.kimi-k2-thinking",
        "bedrock/agent/ABC/DEF", "bedrock/us-east-1/mistral.mistral-7b-instruct-v0:2", "bedrock/*",
    ])
    func `what is asked in another language has nobody to stand in`(model: String) throws {
        let taken = try #require(LiteLLMProvider.taken(apart: model, custom: nil))
        #expect(taken.provider.lane == nil)
    }

    private static let text = """
        model_list:
          - { model_name: a, litellm_params: { model: bedrock/anthropic.claude-opus-5, aws_region_name: eu-west-1, api_key: os.environ/K } }
          - { model_name: b, litellm_params: { model: bedrock/us-east-2/anthropic.claude-opus-5 } }
          - { model_name: c, litellm_params: { model: bedrock/anthropic.claude-opus-5, aws_bedrock_runtime_endpoint: "https://vpc.example", api_base: "https://other.example" } }
          - { model_name: d, litellm_params: { model: bedrock/anthropic.claude-opus-5 } }
        """

    @Test(
        arguments: [
            (0, "https://bedrock-runtime.eu-west-1.amazonaws.com", "key"),
            (1, "https://bedrock-runtime.us-east-2.amazonaws.com", nil),
            (2, "https://vpc.example", nil),
            (3, "https://bedrock-runtime.ap-south-1.amazonaws.com", nil),
        ] as [(Int, String, String?)])
    func `each is sought where LiteLLM seeks it`(index: Int, base: String, key: String?) throws {
        let config = try litellm(Self.text)
        let environment = ["K": "key", "AWS_REGION": "ap-south-1"]
        let upstream = config.upstream(of: config.deployments[index]) { environment[$0] }
        #expect(upstream.base == base)
        #expect(upstream.key?.revealed == key)
        #expect(upstream.missing.isEmpty)
    }

    @Test func `a copy asks the lanes, and signs nothing`() throws {
        let copy = LiteLLMRewriter.copy(
            of: try litellm(Self.text),
            options: LiteLLMRewriter.Options(masterKey: "sk-drill", timeouts: nil),
            baseURL: { "http://127.0.0.1:9/\($0.route)" }, environment: { _ in nil })
        let tree = try Document.read(SourceText(file: "copy.yaml", text: copy.text))
        let bases = (0..<4).map {
            tree["model_list"]?[$0]?["litellm_params"]?["api_base"]?.asString
        }
        #expect(bases == ["a", "b", "c", "d"].map { "http://127.0.0.1:9/\($0)" })
        #expect(!copy.text.contains("vpc.example") && !copy.text.contains("aws_"))
    }
}
