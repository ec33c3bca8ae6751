// Damaged answers and requests for all readers and doors, until the time is over or for one file. Tells what
// broke a promise, what crashed and what hung, and how to try it again. Run by `scripts/fuzz`.
import Foundation
import Fuzzing

let options: Options
do {
    options = try Options(CommandLine.arguments.dropFirst())
} catch {
    FileHandle.standardError.write(Data("fuzz: error: \(error)\n".utf8))
    exit(2)
}

if let file = options.replay {
    let input = try FuzzInput(file: URL(filePath: file))
    let faults = Trial.faults(of: input)
    for fault in faults { try Watch.say("\(input.name): \(fault.kind): \(fault.message)") }
    try Watch.say(
        faults.isEmpty ? "\(input.name): nothing found" : "\(faults.count) found")
    exit(faults.isEmpty ? 0 : 1)
}

let corpus = try Corpus()
guard let fuzzer = Fuzzer(seed: options.seed, only: options.only, corpus: corpus) else {
    FileHandle.standardError.write(
        Data("fuzz: error: nothing is named '\(options.only ?? "")'\n".utf8))
    exit(2)
}

if let progress = options.progress {
    // The process that works, and may die of it.
    var session = Session(fuzzer, progress: try Progress(URL(filePath: progress)))
    try session.run(from: options.first, seconds: options.seconds) { found in
        try Watch.tell(found, options)
    }
    try Watch.write(Tally(inputs: session.inputs, bytes: session.bytes), for: progress)
    exit(session.found.isEmpty ? 0 : 1)
}

try Watch.say(
    "seed \(options.seed): \(corpus.answerCount) answers and \(corpus.inquiryCount) requests")
exit(try Watch(fuzzer, options).run() ? 0 : 1)
