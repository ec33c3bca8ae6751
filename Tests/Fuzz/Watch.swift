import Foundation
import Fuzzing

/// How much a worker did.
struct Tally: Codable {
    var inputs = 0
    var bytes = 0
}

/// Lets a worker try the inputs, sees when it dies or stands still, and goes on behind the input that did it.
struct Watch {
    /// No input takes a worker this long, in a debug build and under any sanitizer.
    private static let stillSecondsMax = 30.0
    private static let deathsMax = 20

    private let fuzzer: Fuzzer
    private let options: Options

    init(_ fuzzer: Fuzzer, _ options: Options) {
        self.fuzzer = fuzzer
        self.options = options
    }

    /// True if nothing was found.
    func run() throws -> Bool {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "pathproof-fuzz-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let begun = Date()
        var first = options.first
        var deaths = 0
        var isClean = true
        var left = options.seconds
        while left > 0, deaths < Self.deathsMax {
            let progress = folder.appending(path: "progress-\(first)")
            let ending = try work(from: first, seconds: left, progress)
            left = options.seconds - Date().timeIntervalSince(begun)
            switch ending {
            case .over(let foundNothing, let tally):
                isClean = isClean && foundNothing
                first += tally.inputs
                left = 0
            case .died(let how):
                deaths += 1
                isClean = false
                guard let number = Progress.read(progress) else {
                    try Self.say("the worker died before its first input: \(how)")
                    return false
                }
                try Self.tell(number, fuzzer.input(number), how, options)
                first = number + 1
            }
        }
        let seconds = Date().timeIntervalSince(begun)
        let inputs = first - options.first
        try Self.say(
            "seed \(options.seed): \(inputs) inputs in \(Int(seconds)) s, "
                + "\(Int(Double(inputs) / max(seconds, 0.001))) a second, \(deaths) deaths, "
                + (isClean ? "nothing found" : "see above"))
        return isClean
    }

    // MARK: The worker

    private enum Ending {
        case over(foundNothing: Bool, Tally)
        case died(String)
    }

    private func work(from first: Int, seconds: Double, _ progress: URL) throws -> Ending {
        let worker = Process()
        worker.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        worker.arguments = [
            "--seed", "\(options.seed)", "--seconds", "\(seconds)", "--first", "\(first)",
            "--out", options.out, "--progress", progress.path,
        ]
        // Foundation itself leaks a little where it starts processes: leaks are looked for in the worker alone.
        worker.environment = ProcessInfo.processInfo.environment
            .merging(["ASAN_OPTIONS": "detect_leaks=1"]) { _, new in new }
        if let only = options.only { worker.arguments? += ["--only", only] }
        try worker.run()
        var last = -1
        var moved = Date()
        while worker.isRunning {
            Thread.sleep(forTimeInterval: 0.1)
            let now = Progress.read(progress) ?? -1
            if now != last {
                (last, moved) = (now, Date())
            } else if Date().timeIntervalSince(moved) > Self.stillSecondsMax {
                kill(worker.processIdentifier, SIGKILL)
                worker.waitUntilExit()
                return .died("hang: no end after \(Int(Self.stillSecondsMax)) s")
            }
        }
        worker.waitUntilExit()
        // A worker that came to its end has told how much it did.
        guard let data = try? Data(contentsOf: Self.tally(progress.path)) else {
            return .died("crash: ended with \(worker.terminationStatus)")
        }
        return .over(
            foundNothing: worker.terminationStatus == 0,
            try JSONDecoder().decode(Tally.self, from: data))
    }

    private static func tally(_ progress: String) -> URL { URL(filePath: progress + ".tally") }

    static func write(_ tally: Tally, for progress: String) throws {
        try JSONEncoder().encode(tally).write(to: self.tally(progress))
    }

    // MARK: What was found

    static func tell(_ found: Session.Found, _ options: Options) throws {
        try tell(
            found.number, found.input, "\(found.fault.kind): \(found.fault.message)", options)
    }

    private static func tell(
        _ number: Int, _ input: FuzzInput, _ what: String, _ options: Options
    ) throws {
        let file = URL(filePath: options.out)
            .appending(path: "\(input.name)-\(options.seed)-\(number).json")
        try input.write(to: file)
        try say("FOUND \(input.name): \(what)\n  scripts/fuzz --replay \(file.path)")
    }

    /// At once, and not only when a buffer is full: the process may die of the next input.
    static func say(_ text: String) throws {
        try FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
    }
}
