import Documents
import GatewayMaps
import Ledger
import Testing
import Vocabulary

/// One deployment with these parameters and this `model_info`.
private func examined(
    _ model: String, _ parameters: String, info: String = ""
) throws -> LiteLLMExamination {
    let text =
        "model_list:\n- model_name: chat\n  litellm_params: { model: \(model)\(parameters) }\n"
        + "  model_info: { id: own\(info) }\n"
    return try LiteLLMReader.examine(
        try Document.read(SourceText(file: "config.yaml", text: text)),
        load: { _, node throws(Diagnostics) in node },
        environment: { ["PRICE": "3e-06"][$0] })
}

private func rates(_ model: String, _ parameters: String, info: String = "") throws -> [String] {
    let own = try examined(model, parameters, info: info).config.deployments.first?.price
    return own.map { $0.price?.lines.map { "\($0.what) \($0.amount)" } ?? ["by time"] } ?? []
}

private func told(_ model: String, _ parameters: String, info: String = "") throws -> [String] {
    try examined(model, parameters, info: info).mistakes.filter {
        $0.code?.hasSuffix("-price") == true
    }
    .map { "\($0.code ?? "") \($0.message)" }
}

private let both = ", input_cost_per_token: 0.0000025, output_cost_per_token: 1e-05"

@Test func `rates of a token are read to the last digit, however they are written`() throws {
    #expect(
        try rates("openai/nobody", both) == [
            "input 2.5 USD per million", "output 10 USD per million",
        ])
    // YAML 1.1 takes the first for text, and LiteLLM both for a number.
    #expect(
        try rates(
            "openai/nobody", ", input_cost_per_token: 1e-6, output_cost_per_token: \"2.0e-6\"")
            == ["input 1 USD per million", "output 2 USD per million"])
    #expect(
        try rates(
            "openai/nobody",
            ", input_cost_per_token: os.environ/PRICE, output_cost_per_token: 1.23456789e-07")
            == ["input 3 USD per million", "output 0.123456789 USD per million"])
    // What binary fractions leave behind.
    #expect(
        try rates(
            "openai/nobody",
            ", input_cost_per_token: 2.5000000000000002e-07, output_cost_per_token: 0.0")
            == ["input 0.25 USD per million", "output 0 USD per million"])
}

@Test func `parameters count before model_info, and caches and tiers go along`() throws {
    #expect(
        try rates(
            "openai/nobody", both, info: ", input_cost_per_token: 1, output_cost_per_token: 1")
            == ["input 2.5 USD per million", "output 10 USD per million"])
    let info =
        ", input_cost_per_token: 1e-6, output_cost_per_token: 2e-6, cache_read_input_token_cost: 1e-7, "
        + "input_cost_per_token_above_200k_tokens: 4e-6"
    #expect(
        try rates("openai/nobody", "", info: info) == [
            "input 1 USD per million", "cache read 0.1 USD per million", "output 2 USD per million",
            "input, above 200000 tokens 4 USD per million",
        ])
    // A cache's price that the file does not have is the list's.
    let listed = try #require(
        PriceBook.shipped.price(of: ["gpt-5.4"], at: "openai")?.rates.cachedInput)
    #expect(
        try rates("openai/gpt-5.4", both).contains("cache read \(listed.text) USD per million"))
}

@Test func `a deployment with a name of its own costs what its base model does`() throws {
    let own = try examined("openai/my-deployment", "", info: ", base_model: gpt-5.4-mini")
    let price = try #require(own.config.deployments.first?.price)
    #expect(price.price == PriceBook.shipped.price(of: ["gpt-5.4-mini"], at: "openai"))
    #expect(price.location.line == 4)
    #expect(try rates("openai/my-deployment", "", info: ", base_model: nobody") == [])
    // Rates of the file's own are held against the base model's.
    let found = try told("openai/my-deployment", both, info: ", base_model: gpt-5.4-mini")
    #expect(found.count == 2 && found.allSatisfy { $0.hasPrefix("other-price") })
}

@Test func `half a price makes the other half nothing, and says so`() throws {
    #expect(
        try rates("openai/nobody", ", input_cost_per_token: 1e-6")
            == ["input 1 USD per million", "output 0 USD per million"])
    let found = try told("openai/nobody", ", input_cost_per_token: 1e-6")
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("wrong-price there is no 'output_cost_per_token'") == true)
}

@Test func `a price by time is in no sum, and one of the cache alone has no effect`() throws {
    #expect(try rates("openai/nobody", ", input_cost_per_second: 0.5") == ["by time"])
    #expect(
        try rates("openai/nobody", ", input_cost_per_second: 0.5\(both)")
            == ["input 2.5 USD per million", "output 10 USD per million"])
    let cache = try examined("openai/nobody", ", cache_read_input_token_cost: 1e-7")
    #expect(cache.config.deployments.first?.price == nil)
    #expect(cache.mistakes.map(\.code) == ["without-effect"])
    #expect(try rates("openai/nobody", "") == [])
    let wrong = try examined("openai/nobody", ", input_cost_per_token: cheap")
    #expect(wrong.hasErrors && wrong.mistakes.first?.location?.line == 3)
}

@Test func `a price is held against the list, by more than rounding`() throws {
    let listed = try #require(PriceBook.shipped.price(of: ["gpt-5.4"], at: "openai")?.rates)
    let (input, output) = (try #require(listed.input), try #require(listed.output))
    func parameters(_ input: Int64, _ output: Int64) -> String {
        ", input_cost_per_token: \(DecimalText.text(Int128(input), places: 15)), "
            + "output_cost_per_token: \(DecimalText.text(Int128(output), places: 15))"
    }
    let (one, two) = (input.nanosPerMillion, output.nanosPerMillion)
    #expect(try told("openai/gpt-5.4", parameters(one, two)) == [])
    #expect(try told("openai/gpt-5.4", parameters(one + one / 1000, two)) == [])
    let other = try told("openai/gpt-5.4", parameters(one, two * 85 / 100))
    #expect(other.count == 1)
    #expect(other.first?.hasPrefix("other-price 'output_cost_per_token' is ") == true)
    #expect(other.first?.contains("\(output.text) by the list for openai:gpt-5.4") == true)
    // Written for a thousand tokens, or for a million.
    let thousand = try told("openai/gpt-5.4", parameters(one * 1000, two))
    #expect(thousand.map { $0.hasPrefix("wrong-price 'input_cost_per_token'") } == [true])
    #expect(try told("openai/gpt-5.4", parameters(0, 0)).count == 2)
}
