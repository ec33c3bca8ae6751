import CCurl

/// One libcurl easy handle, used for one request after the other: made here, freed here, and no pointer
/// leaves this file. It owns what libcurl only borrows: the body, the header list, the buffer for error
/// texts.
@safe
final class CurlEasy {
    private let raw: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>
    private var headers: UnsafeMutablePointer<curl_slist>?
    private var body: UnsafeMutableRawBufferPointer
    /// The URL in its parts, as libcurl has read it.
    private let url: OpaquePointer

    /// A body above this is not kept for the next request.
    private static let bodyKeptMax = 1 << 20

    init() {
        guard let raw = unsafe curl_easy_init() else { preconditionFailure("out of memory") }
        unsafe self.raw = raw
        unsafe errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        unsafe headers = nil
        unsafe body = .allocate(byteCount: 4096, alignment: 1)
        guard let url = unsafe curl_url() else { preconditionFailure("out of memory") }
        unsafe self.url = url
        unsafe expectOK(
            pp_curl_set_pointer(raw, CURLOPT_ERRORBUFFER, errorText), CURLOPT_ERRORBUFFER)
        unsafe expectOK(pp_curl_restrict_to_http(raw), CURLOPT_PROTOCOLS)
        // Else a request cancelled while its name is looked up would hold up the whole loop until the
        // name server has answered.
        unsafe pp_curl_never_wait_for_resolver(raw)
    }

    deinit {
        unsafe curl_easy_cleanup(raw)
        unsafe curl_url_cleanup(url)
        unsafe curl_slist_free_all(headers)
        unsafe errorText.deallocate()
        unsafe body.deallocate()
    }

    /// An option that libcurl refuses is our mistake, never the user's: hence no `throws`.
    func set(_ option: CURLoption, _ value: Int) {
        unsafe expectOK(pp_curl_set_long(raw, option, value), option)
    }

    /// libcurl copies the text; nil brings its default back.
    func set(_ option: CURLoption, _ value: String?) {
        unsafe expectOK(pp_curl_set_string(raw, option, value), option)
    }

    /// Lets libcurl read the URL here, once: it would read the text anew for each request, which is 3 % of a
    /// short one's whole cost. What it cannot read it gets as text, and says why when it is to send it.
    func setURL(_ text: String) {
        set(CURLOPT_URL, text)
        let code = unsafe curl_url_set(url, CURLUPART_URL, text, CUnsignedInt(CURLU_DISALLOW_USER))
        let parts = unsafe code == CURLUE_OK ? UnsafeMutableRawPointer(url) : nil
        unsafe expectOK(pp_curl_set_pointer(raw, CURLOPT_CURLU, parts), CURLOPT_CURLU)
    }

    /// Sends these bytes as the body.
    func setBody(_ bytes: [UInt8]) {
        if unsafe bytes.count > body.count {
            unsafe body.deallocate()
            unsafe body = .allocate(byteCount: bytes.count, alignment: 1)
        }
        unsafe body.copyBytes(from: bytes)
        unsafe expectOK(
            pp_curl_set_pointer(raw, CURLOPT_POSTFIELDS, body.baseAddress), CURLOPT_POSTFIELDS)
        unsafe expectOK(
            pp_curl_set_size(raw, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count)),
            CURLOPT_POSTFIELDSIZE_LARGE)
    }

    /// Called where the handle rests: a large body goes. Says whether it did; the handle's method is
    /// then POST, as libcurl sets it with any body.
    func releasesBody() -> Bool {
        guard unsafe body.count > Self.bodyKeptMax else { return false }
        unsafe body.deallocate()
        unsafe body = .allocate(byteCount: 4096, alignment: 1)
        unsafe expectOK(
            pp_curl_set_pointer(raw, CURLOPT_POSTFIELDS, body.baseAddress), CURLOPT_POSTFIELDS)
        unsafe expectOK(
            pp_curl_set_size(raw, CURLOPT_POSTFIELDSIZE_LARGE, 0), CURLOPT_POSTFIELDSIZE_LARGE)
        return true
    }

    /// Lines as libcurl wants them: `Name: value`, `Name;` for an empty value, `Name:` to send none.
    func setHeaders(_ lines: [String]) {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = unsafe curl_slist_append(list, line) else {
                preconditionFailure("out of memory")
            }
            unsafe list = longer
        }
        unsafe expectOK(pp_curl_set_list(raw, CURLOPT_HTTPHEADER, list), CURLOPT_HTTPHEADER)
        unsafe curl_slist_free_all(headers)
        unsafe headers = list
    }

    /// From now on the callbacks go to this transfer, which must own this handle.
    func report(to transfer: Transfer) {
        let box = unsafe Unmanaged.passUnretained(transfer).toOpaque()
        let options = [
            CURLOPT_PRIVATE, CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_PREREQDATA,
        ]
        for option in options {
            unsafe expectOK(pp_curl_set_pointer(raw, option, box), option)
        }
        unsafe expectOK(
            pp_curl_set_write(raw, CURLOPT_WRITEFUNCTION, onBody), CURLOPT_WRITEFUNCTION)
        unsafe expectOK(
            pp_curl_set_write(raw, CURLOPT_HEADERFUNCTION, onHeader), CURLOPT_HEADERFUNCTION)
        unsafe expectOK(pp_curl_set_prerequest(raw, onPrerequest), CURLOPT_PREREQFUNCTION)
    }

    /// Lets the multi handle make and close the sockets.
    func openSockets(through multi: CurlMulti) {
        unsafe multi.withBox { box in
            unsafe expectOK(
                pp_curl_set_pointer(raw, CURLOPT_OPENSOCKETDATA, box), CURLOPT_OPENSOCKETDATA)
            unsafe expectOK(
                pp_curl_set_pointer(raw, CURLOPT_CLOSESOCKETDATA, box), CURLOPT_CLOSESOCKETDATA)
        }
        unsafe expectOK(
            pp_curl_set_open_socket(raw, CurlMulti.onOpenSocket), CURLOPT_OPENSOCKETFUNCTION)
        unsafe expectOK(
            pp_curl_set_close_socket(raw, CurlMulti.onCloseSocket), CURLOPT_CLOSESOCKETFUNCTION)
    }

    func number(_ info: CURLINFO) -> Int {
        var value = 0
        let code = unsafe pp_curl_get_long(raw, info, &value)
        precondition(code == CURLE_OK, "libcurl has no info \(info.rawValue)")
        return value
    }

    /// Microseconds since libcurl took the request up.
    func microseconds(_ info: CURLINFO) -> Int64 {
        var value: curl_off_t = 0
        let code = unsafe pp_curl_get_time(raw, info, &value)
        precondition(code == CURLE_OK, "libcurl has no info \(info.rawValue)")
        return Int64(value)
    }

    /// What libcurl wrote about the failure; empty where it wrote nothing.
    var reason: String { unsafe String(cString: errorText) }

    func clearReason() { unsafe errorText.pointee = 0 }

    /// For the multi handle alone.
    func withHandle<R>(_ body: (UnsafeMutableRawPointer) -> R) -> R { unsafe body(raw) }

    private func expectOK(_ code: CURLcode, _ option: CURLoption) {
        precondition(code == CURLE_OK, "libcurl refused option \(option.rawValue)")
    }
}

// Each callback gets the transfer as an unretained box; the loop keeps every transfer it ever made for
// as long as its multi handle lives.

private let onBody: pp_curl_write = { bytes, size, count, box in
    guard let bytes = unsafe bytes, let box = unsafe box else { return 0 }
    let transfer = unsafe Unmanaged<Transfer>.fromOpaque(box).takeUnretainedValue()
    let piece = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    return unsafe piece.withMemoryRebound(to: UInt8.self) { piece in
        unsafe transfer.takeBody(piece.span) ? piece.count : 0
    }
}

private let onHeader: pp_curl_write = { bytes, size, count, box in
    guard let bytes = unsafe bytes, let box = unsafe box else { return 0 }
    let transfer = unsafe Unmanaged<Transfer>.fromOpaque(box).takeUnretainedValue()
    let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    return unsafe line.withMemoryRebound(to: UInt8.self) { line in
        unsafe transfer.takeHeader(line.span) ? line.count : 0
    }
}

private let onPrerequest: curl_prereq_callback = { box, _, _, _, _ in
    guard let box = unsafe box else { return CInt(CURL_PREREQFUNC_ABORT) }
    let transfer = unsafe Unmanaged<Transfer>.fromOpaque(box).takeUnretainedValue()
    return CInt(transfer.maySend() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT)
}
