import Documents
import GatewayMaps
import Testing
import Vocabulary

@testable import Gateways

private let config: LiteLLMConfig = {
    let text = """
        model_list:
          - { model_name: chat, litellm_params: { model: openai/x }, model_info: { id: one } }
          - { model_name: chat, litellm_params: { model: opnai/x } }
        router_settings: { num_retries: 3, fallbacks: [{ chat: [backup] }], default_fallbacks: [chat] }
        """
    do { return try read(text) } catch { preconditionFailure("\(error)") }
}()

private func read(_ text: String) throws -> LiteLLMConfig {
    let node = try Document.read(SourceText(file: "config.yaml", text: text))
    return try LiteLLMReader.read(
        node, load: { _, node throws(Diagnostics) in node }, environment: { _ in nil })
}

private let legs = ["one": LegID(route: "chat", index: 0), "leg-2": LegID(route: "chat", index: 1)]

private func json(_ text: String) throws -> Node {
    try Document.read(SourceText(file: "told.json", text: text))
}

@Test func `a LiteLLM that has understood what was read gives no difference`() throws {
    let models = try json(
        #"{"data":[{"model_name":"chat","model_info":{"id":"one"}}]}"#)
    #expect(LiteLLMCheck.deployments(config, legs, models).isEmpty)
    let settings = try json(
        #"{"num_retries":3,"fallbacks":[{"chat":["backup"]},{"*":["chat"]}]}"#)
    #expect(LiteLLMCheck.routing(config, settings).isEmpty)
}

@Test func `a deployment may stand under every name that leads to it`() throws {
    let config = try read(
        """
        model_list:
          - { model_name: chat, litellm_params: { model: openai/x } }
          - { model_name: "mistral/*", litellm_params: { model: "mistral/*" } }
        router_settings: { model_group_alias: { gpt-4: chat } }
        """)
    let legs = ["a": LegID(route: "chat", index: 0), "b": LegID(route: "mistral/*", index: 0)]
    let models = try json(
        #"{"data":[{"model_name":"gpt-4","model_info":{"id":"a"}},{"model_name":"chat","model_info":{"id":"a"}},{"model_name":"mistral/large","model_info":{"id":"b"}}]}"#
    )
    #expect(LiteLLMCheck.deployments(config, legs, models).isEmpty)
    let strange = try json(
        #"{"data":[{"model_name":"b","model_info":{"id":"a"}},{"model_name":"chat","model_info":{"id":"b"}}]}"#
    )
    let told = LiteLLMCheck.deployments(config, legs, strange).map(\.message)
    #expect(told.count == 2)
    #expect(told[0].contains("it has chat/1 under the name 'b'"))
}

@Test func `each difference between the file as read and as understood is told`() throws {
    let models = try json(
        #"{"data":[{"model_name":"chat","model_info":{"id":"leg-2"}},{"model_name":"x","model_info":{"id":"y"}}]}"#
    )
    let told = LiteLLMCheck.deployments(config, legs, models).map(\.message)
    #expect(told.count == 3)
    #expect(told[0].contains("dropped chat/1"))
    #expect(told[1].contains("knows the provider of chat/2"))
    #expect(told[2].contains("deployment 'y' of 'x'"))
    let settings = try json(
        #"{"num_retries":2,"fallbacks":null,"context_window_fallbacks":[{"chat":["z"]}]}"#)
    let routing = LiteLLMCheck.routing(config, settings).map(\.message)
    #expect(routing.count == 3)
    #expect(routing[0].contains("read were [chat: backup; *: chat]"))
    #expect(routing[1].contains("[chat: z]"))
    #expect(routing[2].contains("num_retries is 2, read was 3"))
}
