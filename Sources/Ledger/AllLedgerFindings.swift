public import Vocabulary

/// Every finding that a reconciliation may give, the worst severity and a line on each: `list findings` prints them.
public let allLedgerFindings: [(code: String, severity: Finding.Severity, summary: String)] = [
    (
        "ledger.ambiguous", .warning,
        "several ways of billing explain the charges, and no call tells them apart"
    ),
    (
        "ledger.answer-without-usage", .warning,
        "plain answers for which the gateway tells no tokens"
    ),
    ("ledger.cache-billed-twice", .error, "cached tokens are charged as cached and as fresh"),
    ("ledger.cache-counted-twice", .error, "cached tokens are added to the input once more"),
    ("ledger.cache-free", .note, "cached tokens are not charged for"),
    ("ledger.cache-full-price", .warning, "cached tokens are charged as if they were fresh"),
    ("ledger.cache-not-told", .warning, "the gateway does not tell what came from the cache"),
    ("ledger.discount", .note, "charges are below the list price by the same share"),
    ("ledger.input-differs", .error, "another input is told than the leg counted"),
    ("ledger.markup", .warning, "charges are above the list price by the same share"),
    ("ledger.minimum-charge", .warning, "no request is charged less than some amount"),
    ("ledger.output-differs", .error, "another output is told than the leg counted"),
    ("ledger.reasoning-free", .note, "reasoning is not charged for"),
    ("ledger.reasoning-missing", .warning, "tokens of reasoning are left out"),
    ("ledger.rounded-up", .warning, "every charge is rounded up"),
    (
        "ledger.rounding-unit", .warning,
        "charged by thousand, by kilobyte, by request or at rounded prices"
    ),
    (
        "ledger.served-model-price", .warning,
        "other models answer than were asked for, and cost another price"
    ),
    (
        "ledger.served-tier-price", .warning,
        "another service tier serves than was asked for, at another price"
    ),
    ("ledger.stream-without-cost", .warning, "streams do not tell the cost, other answers do"),
    ("ledger.stream-without-usage", .warning, "streams for which the gateway tells no tokens"),
    (
        "ledger.tier-unlisted", .warning,
        "answers come from a service tier for which no price is listed"
    ),
    ("ledger.unexplained", .warning, "no way of billing that is known explains the charges"),
]
