import Foundation

/// Reads the settings of the HTTP server.
struct ServerReader {
    let folder: String

    /// The server of the mapping under `server`.
    func server(_ node: SettingNode) throws(ConfigurationError) -> Configuration.Server {
        var server = Configuration.Server()
        let settings = try node.members(accepting: ConfigurationReference.keys(in: "server."))
        if let host = settings["host"] { server.host = try host.text() }
        if let port = settings["port"] { server.port = try port.integer(0...65_535) }
        if let file = settings["keys_file"] {
            server.keysFile = Configuration.resolve(try file.text(), in: folder)
        }
        if let limit = settings["max_body_bytes"] { server.maxBodyBytes = try limit.integer(1024...1 << 30) }
        if let limit = settings["max_header_bytes"] { server.maxHeaderBytes = try limit.integer(1024...1 << 20) }
        for element in try settings["allowed_hosts"]?.elements() ?? [] {
            server.allowedHosts.append(try host(element))
        }
        for element in try settings["allowed_origins"]?.elements() ?? [] {
            server.allowedOrigins.append(try origin(element))
        }
        if let time = settings["heartbeat"] { server.heartbeat = try time.seconds() }
        if let time = settings["request_timeout"] { server.requestTimeout = try time.seconds() }
        return server
    }

    /// A name or address, lower case; of an IPv6 address, the brackets are left out.
    private func host(_ node: SettingNode) throws(ConfigurationError) -> String {
        let text = try node.text()
        let name = text.lowercased()
        if name.wholeMatch(of: /[a-z0-9_]([a-z0-9._\-]*[a-z0-9_])?/) != nil { return name }
        if let address = name.wholeMatch(of: /\[?([0-9a-f.]*:[0-9a-f.]*:[0-9a-f.:]*)\]?/) { return String(address.1) }
        throw node.problem("is '\(text)'; a host name or address without scheme, port and '*' is expected")
    }

    /// A web origin as browsers write it: lower case, without the scheme's usual port.
    private func origin(_ node: SettingNode) throws(ConfigurationError) -> String {
        let pattern = /([a-z][a-z0-9+.\-]*):\/\/([^\/?#@*\s:\[\]]+|\[[0-9a-f.:]+\])(:[0-9]{1,5})?/
        guard let match = try node.text().lowercased().wholeMatch(of: pattern) else {
            // The origin is not shown: what is wrong with it can be the password that it holds.
            throw node.problem(
                "is not accepted; an origin such as https://example.org, without user name, path and '*', is expected")
        }
        let isUsualPort = (match.1 == "http" && match.3 == ":80") || (match.1 == "https" && match.3 == ":443")
        return "\(match.1)://\(match.2)\(isUsualPort ? "" : match.3 ?? "")"
    }
}
