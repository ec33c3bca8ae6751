import Foundation

/// What this process holds in memory now, as the kernel counts it; the program itself, of which the kernel loads what is
/// run, is left out. Other tests run beside the one that
/// asks, so only what is far beyond them means anything.
func residentBytes() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") }
    let kilobytes = line?.split(separator: " ").compactMap { Int($0) }.first
    return (kilobytes ?? 0) << 10
}
