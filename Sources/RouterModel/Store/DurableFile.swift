import Foundation

/// File operations that have reached the disk when they return.
enum DurableFile {
    /// Replaces a file: whoever reads sees all of the old or all of the new content, also after a crash.
    ///
    /// - Throws: ``ModelError`` with `.unwritable`.
    static func replace(_ file: URL, with data: Data) throws(ModelError) {
        let temporary = file.deletingLastPathComponent().appendingPathComponent(
            BundleStore.unfinishedPrefix + file.lastPathComponent)
        do { try data.write(to: temporary) } catch {
            throw ModelError(.unwritable, "\(file.relativePath): cannot be written (\(error))")
        }
        try synchronize(temporary)
        try rename(temporary, to: file)
    }

    /// Appends a line to a file, which is made if it is missing.
    ///
    /// Where an earlier write was cut off, the line begins on a new one.
    ///
    /// - Throws: ``ModelError`` with `.unwritable`.
    static func append(_ line: Data, to file: URL) throws(ModelError) {
        let descriptor = open(file.path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(file, "cannot be opened") }
        defer { close(descriptor) }
        var bytes = [UInt8](line) + [0x0A]
        let end = lseek(descriptor, 0, SEEK_END)
        var last: UInt8 = 0
        if end > 0, pread(descriptor, &last, 1, end - 1) == 1, last != 0x0A { bytes.insert(0x0A, at: 0) }
        guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
            throw failure(file, "cannot be appended to")
        }
    }

    /// Renames a file or folder, over what may be there.
    ///
    /// - Throws: ``ModelError`` with `.unwritable`.
    static func rename(_ old: URL, to new: URL) throws(ModelError) {
        guard Foundation.rename(old.path, new.path) == 0 else { throw failure(new, "cannot be put in place") }
        try synchronize(new.deletingLastPathComponent())
    }

    /// Removes a file, which may be missing.
    ///
    /// - Throws: ``ModelError`` with `.unwritable`.
    static func remove(_ file: URL) throws(ModelError) {
        guard unlink(file.path) == 0 || errno == ENOENT else { throw failure(file, "cannot be removed") }
        try synchronize(file.deletingLastPathComponent())
    }

    /// Has a file's content or a folder's entries written to the disk.
    ///
    /// - Throws: ``ModelError`` with `.unwritable`.
    static func synchronize(_ url: URL) throws(ModelError) {
        let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(url, "cannot be opened") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(url, "cannot be written to the disk") }
    }

    private static func failure(_ url: URL, _ reason: String) -> ModelError {
        ModelError(.unwritable, "\(url.relativePath): \(reason) (\(String(cString: strerror(errno))))")
    }
}
