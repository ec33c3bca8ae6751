import Documents
import Gateways
import Runs
import Synchronization
import Vocabulary

/// Runs a suite's code in a process of its own: with no key in its environment, for a bounded time, and with a bound on
/// what it writes. It is the user's own code, and no sandbox is put round it.
final class SuiteCode: CodeRunner {
    static let timeMax: Duration = .seconds(10)
    /// In blocks of 512 bytes, as `ulimit -f` counts them: eight megabytes.
    private static let blocksMax = 16_384
    private static let answerBytesMax = 1 << 20
    private static let atOnce = 4

    private let turnstile = Turnstile(atOnce)

    func opinion(of code: Opinion.Code) async -> Opinion {
        await turnstile.enter()
        defer { turnstile.leave() }
        guard !Task.isCancelled else {
            return .failed(because: "the run ended before it was called")
        }
        // A process is started: on none of the threads that carry answers.
        let work = Task.detached { await Self.carryOut(code) }
        return await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            work.cancel()
        }
    }

    private static func carryOut(_ code: Opinion.Code) async -> Opinion {
        let name = code.language.program
        let paths = Environment.value("PATH") ?? "/usr/bin:/bin"
        guard let program = Programs.find(name, path: paths) else {
            return .failed(
                because: "no '\(name)' is on the PATH: install it, or leave out --allow-code")
        }
        do throws(ProcessFailure) {
            let folder = try PrivateFolder(under: Environment.value("TMPDIR") ?? "/tmp")
            defer { withExtendedLifetime(folder) {} }
            let driver = try folder.write(code.language.driverName, code.language.driver)
            let question = try folder.write("given.json", given(to: code))
            let answer = "\(folder.path)/answer.json"
            let process = try GuardedProcess(
                "/bin/sh",
                [
                    "-c", "ulimit -f \(blocksMax); exec \"$@\"", "sh", program, driver, question,
                    answer,
                ],
                environment: [
                    "PATH": paths, "HOME": folder.path, "TMPDIR": folder.path, "LANG": "C.UTF-8",
                    "PYTHONDONTWRITEBYTECODE": "1",
                ], folder: ".", log: "\(folder.path)/log")
            let status = await process.status(within: timeMax)
            await process.stopped()
            guard let status else {
                return .failed(because: "it was not over after \(timeMax.components.seconds) s")
            }
            return opinion(in: answer, status: status, name)
        } catch {
            return .failed(because: "\(name) could not be started: \(error.reason)")
        }
    }

    private static func opinion(in file: String, status: Int32, _ name: String) -> Opinion {
        var limits = DocumentLimits.standard
        limits.bytesMax = answerBytesMax
        guard let source = try? SourceText.load(path: file, limits: limits), !source.bytes.isEmpty
        else {
            return .failed(
                because:
                    "\(name) ended with status \(status) and left no answer, or one of more than a megabyte"
            )
        }
        let words = String(decoding: source.bytes, as: UTF8.self)
        var tape = JSONTape()
        if (try? tape.read(words)) != nil, let broken = tape.string("broken", of: tape.root) {
            return .failed(because: "it cannot be run: \(broken.prefix(500))")
        }
        return .said(words, by: name)
    }

    private static func given(to code: Opinion.Code) -> String {
        var json = JSONWriter()
        json.beginObject()
        json.optionalMember("words", code.words)
        json.optionalMember("file", code.file.flatMap(Folder.absolute))
        json.optionalMember("function", code.function)
        json.member("output", code.output)
        json.key("context")
        json.raw(code.context)
        json.endObject()
        return String(decoding: json.bytes, as: UTF8.self)
    }
}

/// Lets so many in at once.
private final class Turnstile: Sendable {
    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(_ count: Int) { state = Mutex(State(free: count)) }

    func enter() async {
        await withCheckedContinuation { continuation in
            let isIn = state.withLock { state in
                if state.free > 0 {
                    state.free -= 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if isIn { continuation.resume() }
        }
    }

    func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if state.waiting.isEmpty {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}

extension Opinion.Code.Language {
    fileprivate var program: String {
        switch self {
        case .python: "python3"
        case .javascript: "node"
        }
    }

    fileprivate var driverName: String {
        switch self {
        case .python: "driver.py"
        case .javascript: "driver.cjs"
        }
    }

    /// What calls the code, and writes down what it gave, what it threw, or why it cannot be called.
    fileprivate var driver: String {
        switch self {
        case .python:
            """
            asyncio, inspect, json, os, sys = map(__import__, "asyncio inspect json os sys".split())
            indented, dedented = (getattr(__import__("textwrap"), name) for name in ("indent", "dedent"))
            loader = __import__("importlib.util").util

            def found(given):
                if given.get("file"):
                    path = given["file"]
                    sys.path.insert(0, os.path.dirname(path))
                    spec = loader.spec_from_file_location("suite_code", path)
                    module = loader.module_from_spec(spec)
                    spec.loader.exec_module(module)
                    return getattr(module, given.get("function") or "get_assert")
                scope = {"json": json}
                words = dedented(given["words"]).strip()
                try:
                    code = compile(words, "value", "eval")
                    return lambda output, context: eval(code, dict(scope, output=output, context=context))
                except SyntaxError:
                    lines = "def get_assert(output, context):\\n" + indented(words, "    ")
                    exec(compile(lines, "value", "exec"), scope)
                    return scope["get_assert"]

            async def awaited(value):
                return await value

            def main():
                with open(sys.argv[1], encoding="utf-8") as file:
                    given = json.load(file)
                try:
                    function = found(given)
                except BaseException as error:
                    return {"broken": type(error).__name__ + ": " + str(error)}
                try:
                    gave = function(given["output"], given["context"])
                    return {"gave": asyncio.run(awaited(gave)) if inspect.isawaitable(gave) else gave}
                except BaseException as error:
                    return {"threw": type(error).__name__ + ": " + str(error)}

            answer = main()
            try:
                text = json.dumps(answer, allow_nan=False)
            except (TypeError, ValueError):
                text = json.dumps({"gave": str(answer.get("gave"))})
            with open(sys.argv[2], "w", encoding="utf-8") as file:
                file.write(text)
            """
        case .javascript:
            """
            const fs = require('fs');
            const { pathToFileURL } = require('url');

            async function found(given) {
              if (given.file) {
                const module = await import(pathToFileURL(given.file).href);
                const main = module.default ?? module;
                const named = given.function ? module[given.function] ?? main[given.function] : main;
                if (typeof named !== 'function') throw new Error('it exports no function' + (given.function ? ` '${given.function}'` : ''));
                return named;
              }
              const Code = (async () => {}).constructor;
              try {
                return new Code('output', 'context', 'require', `return (${given.words}\\n)`);
              } catch {
                return new Code('output', 'context', 'require', given.words);
              }
            }

            async function main(given) {
              let call;
              try { call = await found(given); } catch (error) { return { broken: String(error) }; }
              try {
                const gave = await call(given.output, given.context, require);
                return { gave: gave === undefined ? null : gave };
              } catch (error) { return { threw: String(error) }; }
            }

            main(JSON.parse(fs.readFileSync(process.argv[2], 'utf8'))).then((answer) => {
              let text;
              try { text = JSON.stringify(answer); } catch { text = JSON.stringify({ gave: String(answer.gave) }); }
              fs.writeFileSync(process.argv[3], text);
              process.exit(0);
            });
            """
        }
    }
}
