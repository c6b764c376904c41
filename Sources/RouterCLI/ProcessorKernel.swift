import Foundation
import RouterNumerics

/// Helps OpenBLAS choose kernels on processors that are newer than it.
///
/// A library that does not know a processor's family falls back to kernels of 2004, even where the processor has AVX2. The choice is made when the library is loaded, from a variable of the environment: so
/// the program sets it and starts itself anew, once.
enum ProcessorKernel {
    private static let variable = "OPENBLAS_CORETYPE"
    /// What the library falls back to.
    private static let fallback = "Prescott"
    private static let program = "/proc/self/exe"

    /// Starts the program anew with better kernels where the library fell back and the processor can do more; returns
    /// where there is nothing to improve.
    static func improve() {
        guard LinearAlgebra.library.kernel == fallback, getenv(variable) == nil, let kernel = supportedKernel() else {
            return
        }
        setenv(variable, kernel, 1)
        MallocArenas.askForLargePages()
        execv(program, CommandLine.unsafeArgv)
        // Not started anew: slower is better than not at all.
        unsetenv(variable)
    }

    /// The best kernels that the processor's flags allow; `nil` = none better, or not a Linux machine.
    private static func supportedKernel() -> String? {
        guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("flags") })
        else { return nil }
        let flags = Set(line.split(separator: " "))
        if ["avx512f", "avx512bw", "avx512dq", "avx512vl", "fma"].allSatisfy(flags.contains) { return "SkylakeX" }
        return ["avx2", "fma"].allSatisfy(flags.contains) ? "Haswell" : nil
    }
}
