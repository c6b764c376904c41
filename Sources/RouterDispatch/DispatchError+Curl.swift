import CCurl
import RouterCore

/// A libcurl call that returned something else than `CURLE_OK`.
struct CurlFailure: Error {
    let code: CURLcode

    /// libcurl's own fixed text for the code; it holds nothing of the transfer.
    var text: String { String(cString: curl_easy_strerror(code)) }

    /// The code as libcurl documents it.
    var number: Int { Int(code.rawValue) }

    /// The one place where a `CURLcode` becomes a Swift error.
    static func check(_ code: CURLcode) throws(CurlFailure) {
        guard code != CURLE_OK else { return }
        throw CurlFailure(code: code)
    }
}

extension DispatchError {
    /// Translates the end of a transfer.
    ///
    /// - Parameters:
    ///   - failure: what libcurl said.
    ///   - request: the request of the transfer.
    ///   - replyBegan: whether a byte of the reply had come; the same break is a refused connection before and a cut reply
    ///     after.
    ///   - httpStatus: the status, if the head was complete.
    init(_ failure: CurlFailure, request: UpstreamRequest, replyBegan: Bool, httpStatus: Int?) {
        let code: Code
        switch failure.code {
        case CURLE_OPERATION_TIMEDOUT:
            // All other limits are kept by the loop, so libcurl's own can only be the one for connecting.
            self = .timedOut(.connect, of: request, httpStatus: httpStatus)
            return
        case CURLE_URL_MALFORMAT, CURLE_BAD_FUNCTION_ARGUMENT, CURLE_UNKNOWN_OPTION, CURLE_NOT_BUILT_IN:
            code = .invalidRequest
        case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT:
            code = .outOfResources
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_ENGINE_NOTFOUND,
            CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_SHUTDOWN_FAILED, CURLE_USE_SSL_FAILED,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_CLIENTCERT:
            code = .tlsFailed
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_WRITE_ERROR, CURLE_BAD_CONTENT_ENCODING,
            CURLE_FILESIZE_EXCEEDED:
            // The scheme was checked before; here "unsupported protocol" is HTTP/0.9, which is bytes that are not HTTP.
            // A write error is the header callback refusing a head.
            code = .badResponse
        case CURLE_SEND_ERROR, CURLE_SEND_FAIL_REWIND, CURLE_READ_ERROR:
            code = replyBegan ? .cutOff : .sendFailed
        default:
            code = replyBegan ? .cutOff : .connectionFailed
        }
        self.init(
            code, upstream: request.upstream, reason: failure.text, httpStatus: httpStatus,
            curlCode: failure.number)
    }
}
