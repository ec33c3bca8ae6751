// swift-tools-version: 6.2
import Foundation
import PackageDescription

// Warnings stop the build only where CI asks for it: a user's newer toolchain must still build.
let warningsAreErrors = ProcessInfo.processInfo.environment["PATHPROOF_WARNINGS_AS_ERRORS"] != nil

// For scripts/test: the whole is built in the least time, rather than for a second build or a debugger, and the rooms
// with the most to compute in tests are optimised.
let forTests = ProcessInfo.processInfo.environment["PATHPROOF_TEST_BUILD"] != nil
let wholeModules: [SwiftSetting] = [
    .unsafeFlags(["-whole-module-optimization", "-num-threads", "2"])
]
let optimised: Set<String> =
    forTests ? ["Vocabulary", "Documents", "Providers", "Doors", "Ledger", "TestSupport"] : []

let strict: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .strictMemorySafety(),
        // The rooms are modules for the reader; a release build may see through the walls, where what is shared is
        // `public`: of what is `package` Swift carries no code from room to room, which made a run 6 % slower.
        .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
        // The tests, which are built for debugging, see an object that is changed while it is read.
        .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
        // A type is looked up by its name, letter by letter and among all conformances, when it is first used: of a run
        // of one case that was a sixth. Said so, the compiler calls what makes it.
        .unsafeFlags(
            ["-Xfrontend", "-disable-concrete-type-metadata-mangled-name-accessors"],
            .when(configuration: .release)),
    ] + (warningsAreErrors ? [.treatAllWarnings(as: .error)] : [])
    + (forTests ? wholeModules : [])

/// One room of the house (see "A map of the house" in README.md): it imports only what it lists here.
func room(_ name: String, imports: [String] = []) -> Target {
    .target(
        name: name, dependencies: imports.map { .byName(name: $0) },
        swiftSettings: settings(of: name))
}

func settings(of name: String) -> [SwiftSetting] {
    strict + (optimised.contains(name) ? [.unsafeFlags(["-O"])] : [])
}

/// - Parameter room: nil where they are of no room's own.
func tests(of room: String?, named given: String? = nil, imports: [String] = []) -> Target {
    let name = given ?? "\(room ?? "")Tests"
    let dependencies = ([room, "TestSupport"].compactMap(\.self) + imports).map {
        Target.Dependency.byName(name: $0)
    }
    // Read from where they stand, and rewritten there when asked.
    let read = name == "ReportsTests" ? ["Golden"] : []
    guard forTests else {
        return .testTarget(
            name: name, dependencies: dependencies, exclude: read, swiftSettings: strict)
    }
    // Nobody waits for the interface of tests: it comes with their code, rather than from a second reading of them.
    return .target(
        name: name, dependencies: dependencies, path: "Tests/\(name)", exclude: read,
        swiftSettings: strict + [.unsafeFlags(["-no-emit-module-separately-wmo"])])
}

let package = Package(
    name: "pathproof",
    products: [.executable(name: "pathproof", targets: ["pathproof"])],
    targets: [
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(
            name: "CXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(
            name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
        .systemLibrary(name: "CLinux"),

        room("Vocabulary"),
        room("Documents", imports: ["Vocabulary", "CYAML", "CXML2"]),
        room("Ledger", imports: ["Vocabulary", "Documents"]),
        room("Statistics"),
        room("Suites", imports: ["Vocabulary", "Documents", "Ledger"]),
        room("GatewayMaps", imports: ["Vocabulary", "Documents", "Ledger"]),
        room("Plans", imports: ["Vocabulary", "Documents", "Suites", "GatewayMaps"]),
        room("Lint", imports: ["Vocabulary", "Documents", "Suites", "GatewayMaps"]),
        room("Transports", imports: ["Vocabulary", "CCurl", "CLinux"]),
        room("Providers", imports: ["Vocabulary", "Documents"]),
        room("Checks", imports: ["Vocabulary", "Documents", "CPCRE2"]),
        room("Rows", imports: ["Vocabulary", "Documents"]),
        room(
            "Runs",
            imports: [
                "Vocabulary", "Documents", "Suites", "GatewayMaps", "Plans", "Transports",
                "Providers", "Checks", "Rows", "Statistics", "Ledger",
            ]),
        room(
            "Reports", imports: ["Vocabulary", "Documents", "Ledger", "Statistics", "Rows"]),
        room(
            "Benches",
            imports: [
                "Vocabulary", "Documents", "Transports", "Providers", "Statistics", "Reports",
            ]),
        room(
            "Starters",
            imports: [
                "Vocabulary", "Documents", "Suites", "GatewayMaps", "Providers", "Checks",
            ]),
        room("Servers", imports: ["Vocabulary", "CLinux"]),
        room("Doors", imports: ["Vocabulary", "Documents"]),
        room("Lanes", imports: ["Vocabulary", "Documents", "Servers", "Doors", "Transports"]),
        room(
            "Gateways",
            imports: ["Vocabulary", "Documents", "GatewayMaps", "Transports", "CLinux"]),
        room(
            "LocalGateway",
            imports: [
                "Vocabulary", "Documents", "GatewayMaps", "Servers", "Doors", "Providers",
                "Transports",
            ]),
        .executableTarget(
            name: "pathproof",
            dependencies: [
                "Vocabulary", "Documents", "Suites", "GatewayMaps", "Plans", "Transports",
                "Providers", "Checks", "Rows", "Runs", "Reports", "Servers", "Doors", "Lanes",
                "Gateways", "LocalGateway", "Ledger", "Lint", "Benches", "Starters", "CLinux",
            ],
            swiftSettings: strict,
            // No library looks for a symbol here: with 13,000 of them to look through each start takes 1 ms longer.
            linkerSettings: [.unsafeFlags(["-Xlinker", "--no-export-dynamic"])]),

        // Measured by scripts/bench, shipped to nobody.
        .executableTarget(
            name: "parser-speed", dependencies: ["Vocabulary", "Providers", "Transports"],
            path: "Tests/Yardstick/ParserSpeed", swiftSettings: strict),
        // Run by scripts/fuzz, shipped to nobody; some seconds of it are a test.
        .executableTarget(
            name: "fuzz", dependencies: ["Fuzzing"], path: "Tests/Fuzz", swiftSettings: strict),
        .target(
            name: "Fuzzing",
            dependencies: ["Vocabulary", "Documents", "Providers", "Doors", "TestSupport"],
            path: "Tests/Fuzzing", swiftSettings: strict),
        .target(name: "CTestWidth", path: "Tests/TestWidth"),
        .target(
            name: "TestSupport", dependencies: ["Vocabulary", "CTestWidth"],
            path: "Tests/TestSupport", swiftSettings: settings(of: "TestSupport")),
        .target(
            name: "XMLSchemas", dependencies: ["CXML2"], path: "Tests/XMLSchemas",
            swiftSettings: strict),
        tests(of: "Vocabulary"),
        tests(of: "Documents", imports: ["Vocabulary"]),
        tests(of: "Ledger", imports: ["Vocabulary", "Documents", "GatewayMaps", "Providers"]),
        tests(of: "Statistics"),
        tests(of: "Suites", imports: ["Vocabulary", "Documents"]),
        tests(of: "GatewayMaps", imports: ["Vocabulary", "Documents", "Ledger"]),
        tests(of: "Plans", imports: ["Vocabulary", "Documents", "Suites", "GatewayMaps"]),
        tests(of: "Lint", imports: ["Vocabulary", "Documents", "Suites", "GatewayMaps"]),
        tests(of: "Transports", imports: ["Vocabulary", "CLinux"]),
        tests(of: "Providers", imports: ["Vocabulary", "Documents"]),
        tests(of: "Checks", imports: ["Vocabulary", "Documents"]),
        tests(of: "Rows", imports: ["Vocabulary", "Documents"]),
        tests(
            of: "Runs",
            imports: [
                "Vocabulary", "Documents", "Suites", "GatewayMaps", "Plans", "Providers", "Rows",
                "Ledger",
            ]),
        tests(
            of: "Reports",
            imports: [
                "Vocabulary", "Documents", "GatewayMaps", "Providers", "Statistics", "Ledger",
                "Rows", "XMLSchemas",
            ]),
        tests(
            of: "Benches",
            imports: [
                "Vocabulary", "Documents", "Providers", "Transports", "Statistics", "Reports",
                "Rows", "Servers",
            ]),
        tests(of: "Starters", imports: ["Vocabulary", "Documents", "GatewayMaps", "Suites"]),
        tests(of: "Servers", imports: ["Vocabulary", "CLinux"]),
        tests(of: "Doors", imports: ["Vocabulary", "Documents", "Providers"]),
        tests(
            of: "Lanes",
            imports: [
                "Vocabulary", "Documents", "Servers", "Doors", "Providers", "Transports", "Checks",
            ]),
        tests(of: "Gateways", imports: ["Vocabulary", "Documents", "GatewayMaps"]),
        tests(
            of: "LocalGateway",
            imports: [
                "Vocabulary", "Documents", "GatewayMaps", "Servers", "Providers",
                "Transports", "Lanes",
            ]),
        tests(of: "Fuzzing"),
        tests(
            of: nil, named: "TidyTests",
            imports: ["Vocabulary", "Providers", "Doors", "Checks", "Reports"]),
        tests(
            of: nil, named: "ProgramTests",
            imports: ["Documents", "Servers", "Vocabulary", "XMLSchemas"]),
    ]
)

if forTests {
    let all = package.targets.map(\.name).filter { $0.hasSuffix("Tests") }
    package.targets.append(
        .executableTarget(
            name: "all-tests", dependencies: all.map { .byName(name: $0) }, path: "Tests/AllTests",
            swiftSettings: strict))
}
