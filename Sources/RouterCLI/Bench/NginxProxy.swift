import Foundation

/// nginx as a plain reverse proxy, the floor of what proxying costs on a machine: unbuffered, connections kept, one worker.
enum NginxProxy {
    /// Where the program is; `nil` = it is not installed.
    static var executable: String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return (folders + ["/usr/sbin", "/usr/local/sbin"]).map { $0 + "/nginx" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// What it is told, with all its files in a folder.
    static func configuration(folder: String, port: UInt16, upstream: UInt16) -> String {
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map { "  \($0)_temp_path \(folder)/nginx_\($0);" }.joined(separator: "\n")
        return """
            daemon off; worker_processes 1; pid \(folder)/nginx.pid; error_log stderr warn;
            events { worker_connections 4096; }
            http {
              access_log off; keepalive_requests 10000000; keepalive_timeout 300; tcp_nodelay on;
              client_max_body_size 64m; client_body_buffer_size 1m;
            \(temporary)
              upstream bench { server 127.0.0.1:\(upstream); keepalive 128; keepalive_requests 10000000; }
              server {
                listen 127.0.0.1:\(port);
                location / {
                  proxy_pass http://bench; proxy_http_version 1.1; proxy_set_header Connection "";
                  proxy_set_header Host $host; proxy_buffering off; proxy_read_timeout 300;
                }
              }
            }
            """
    }
}
