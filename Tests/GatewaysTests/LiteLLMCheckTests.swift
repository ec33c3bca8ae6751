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
    do {
        let node = try Document.read(SourceText(file: "config.yaml", text: text))
        return try LiteLLMReader.read(
            node, load: { _, node throws(Diagnostics) in node }, environment: { _ in nil })
    } catch {
        preconditionFailure("\(error)")
    }
}()
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
