import Glibc

/// The account that the service runs as.
///
/// What root may do says nothing about the service, so commands that probe or make things do it as the service.
enum ServiceAccount {
  struct Account: Sendable {
    var name: String
    var user: uid_t
    var group: gid_t
  }

  /// The owner of the state directory, else the user `belegd`; `nil` where neither is there or root owns the state.
  static func find(state: String) -> Account? {
    var status = stat()
    if stat(state, &status) == 0 {
      guard status.st_uid != 0, let entry = getpwuid(status.st_uid) else { return nil }
      return Account(entry.pointee)
    }
    return getpwnam("belegd").map { Account($0.pointee) }
  }

  /// Gives up root for good and goes on as the account; does nothing for anybody else.
  ///
  /// - Returns: Whether the process is now, or was before, no longer root.
  static func become(_ account: Account) -> Bool {
    guard geteuid() == 0 else { return true }
    return initgroups(account.name, account.group) == 0 && setgid(account.group) == 0
      && setuid(account.user) == 0
  }
}

extension ServiceAccount.Account {
  init(_ entry: passwd) {
    self.init(name: String(cString: entry.pw_name), user: entry.pw_uid, group: entry.pw_gid)
  }
}
