import Glibc

/// Why a container gives no documents.
public enum UnpackingError: Error, Hashable {
  /// It, or a file in it, wants a password or a private key.
  case encrypted
  case damaged(reason: String)
  /// More documents or files than a container may hold.
  case tooMany
  /// More bytes come out of it than may.
  case tooLarge
  /// Containers within containers, deeper than anybody sends them.
  case tooDeep
  /// The container is another kind of file, such as an office document, which is packed like an archive.
  case noContainer
  /// Not the document's fault: the library is not there.
  case libraryMissing(reason: String)
}

extension UnpackingError {
  /// A library that was looked up by Debian's name for it.
  struct Library {
    fileprivate let handle: UnsafeMutableRawPointer

    func symbol<Function>(_ name: String) throws(UnpackingError) -> Function {
      guard let address = dlsym(handle, name) else { throw .libraryMissing(reason: "no \(name)") }
      return unsafeBitCast(address, to: Function.self)
    }
  }

  /// Loads a library for the rest of the process.
  static func library(_ name: String) throws(UnpackingError) -> Library {
    guard let handle = dlopen(name, RTLD_NOW | RTLD_LOCAL) else {
      throw .libraryMissing(reason: dlerror().map { String(cString: $0) } ?? name)
    }
    return Library(handle: handle)
  }
}
