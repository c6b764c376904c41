import ArgumentParser

/// Exit codes of the program, those of sysexits.h where one fits.
enum ExitStatus {
    /// Nothing could be chosen or sent.
    static let noChoice = ExitCode(2)
    /// Bad input data.
    static let badData = ExitCode(65)
    /// A file cannot be read.
    static let unreadable = ExitCode(66)
    /// A file cannot be written.
    static let unwritable = ExitCode(73)
    /// Bad configuration.
    static let badConfiguration = ExitCode(78)
}
