import Testing

/// All tests in one program. For a program of its own making SwiftPM has every source indexed, to look for tests of
/// another kind in it: a quarter of the build.
@main
struct AllTests {
    static func main() async { await Testing.__swiftPMEntryPoint() as Never }
}
