// swift-tools-version:6.2
import PackageDescription

let package = Package(
    name: "AutoRouter",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "autorouter", targets: ["RouterCLI"]),
        .library(name: "RouterCore", targets: ["RouterCore"]),
        .library(name: "RouterFeatures", targets: ["RouterFeatures"]),
        .library(name: "RouterModel", targets: ["RouterModel"]),
        .library(name: "RouterEngine", targets: ["RouterEngine"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(
            name: "COpenBLAS", pkgConfig: "openblas",
            providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),
        .systemLibrary(
            name: "CZlib", pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),

        .target(name: "CAllocationCounter"),
        .target(name: "RouterCore"),
        .target(name: "RouterWire", dependencies: ["RouterCore"]),
        .target(name: "RouterTables", dependencies: ["RouterCore", "RouterWire", "CZlib"]),
        .target(name: "RouterPlot", dependencies: ["CZlib"]),
        .target(name: "RouterNumerics", dependencies: ["COpenBLAS"]),
        .target(name: "RouterFeatures", dependencies: ["RouterCore"]),
        .target(
            name: "RouterModel",
            dependencies: [
                "RouterCore", "RouterFeatures", "RouterNumerics", .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .target(
            name: "RouterTraining",
            dependencies: ["RouterCore", "RouterFeatures", "RouterModel", "RouterNumerics"]),
        .target(name: "RouterDispatch", dependencies: ["RouterCore", "CCurl"]),
        .target(
            name: "RouterOutcomeLog",
            dependencies: [
                "RouterCore",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        .target(
            name: "RouterEngine",
            dependencies: [
                "RouterCore", "RouterFeatures", "RouterModel", "RouterWire",
                .product(name: "Logging", package: "swift-log"),
            ]),
        .target(name: "RouterConfiguration", dependencies: ["RouterCore", .product(name: "Yams", package: "Yams")]),
        .target(
            name: "RouterHTTP",
            dependencies: [
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        .target(
            name: "RouterServer",
            dependencies: [
                "RouterCore", "RouterEngine", "RouterHTTP", "RouterWire",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        .target(
            name: "RouterSandbox",
            dependencies: [
                "RouterCore", "RouterHTTP", "RouterWire",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        .executableTarget(
            name: "RouterCLI",
            dependencies: [
                "CAllocationCounter", "RouterConfiguration", "RouterCore", "RouterDispatch", "RouterEngine",
                "RouterFeatures", "RouterModel", "RouterNumerics", "RouterOutcomeLog", "RouterPlot", "RouterSandbox",
                "RouterServer", "RouterTables", "RouterTraining", "RouterWire",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]),

        .target(name: "RouterTesting", dependencies: ["RouterCore"]),
        .testTarget(name: "RouterCoreTests", dependencies: ["RouterCore"]),
        .testTarget(name: "RouterWireTests", dependencies: ["RouterCore", "RouterWire"]),
        .testTarget(name: "RouterTablesTests", dependencies: ["CZlib", "RouterCore", "RouterTables", "RouterWire"]),
        .testTarget(name: "RouterPlotTests", dependencies: ["CZlib", "RouterPlot"]),
        .testTarget(
            name: "RouterConfigurationTests",
            dependencies: ["RouterConfiguration", "RouterCore"]),
        .testTarget(
            name: "RouterFeaturesTests", dependencies: ["RouterCore", "RouterFeatures"],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "RouterNumericsTests", dependencies: ["RouterCore", "RouterNumerics"], resources: [.copy("Fixtures")]),
        .testTarget(
            name: "RouterModelTests", dependencies: ["RouterCore", "RouterFeatures", "RouterModel", "RouterNumerics"],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "RouterTrainingTests",
            dependencies: ["RouterCore", "RouterFeatures", "RouterModel", "RouterNumerics", "RouterTraining"],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "RouterDispatchTests", dependencies: ["CCurl", "RouterCore", "RouterDispatch", "RouterTesting"]),
        .testTarget(
            name: "RouterOutcomeLogTests",
            dependencies: [
                "RouterCore", "RouterOutcomeLog", "RouterTesting",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        .testTarget(
            name: "RouterSandboxTests",
            dependencies: [
                "RouterCore", "RouterSandbox", "RouterWire",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        .testTarget(
            name: "RouterEngineTests",
            dependencies: [
                "RouterCore", "RouterDispatch", "RouterEngine", "RouterFeatures", "RouterModel", "RouterTesting",
                "RouterWire",
                .product(name: "Logging", package: "swift-log"),
            ]),
        .testTarget(
            name: "RouterServerTests",
            dependencies: [
                "RouterCore", "RouterDispatch", "RouterEngine", "RouterFeatures", "RouterModel", "RouterServer",
                "RouterTesting", "RouterWire",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        .testTarget(
            name: "RouterCLITests",
            dependencies: [
                "RouterCLI", "RouterConfiguration", "RouterCore", "RouterEngine", "RouterFeatures", "RouterModel",
                "RouterOutcomeLog", "RouterPlot", "RouterServer", "RouterTables", "RouterTraining",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .treatAllWarnings(as: .error),
    ]
}
