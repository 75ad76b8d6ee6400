import CLinux
import CSeccomp
import Glibc

/// The system calls that a reader has no business with; the rest is left to the unit's own filter.
///
/// A list of what is forbidden, since Poppler, Tesseract and the C library decide what is needed. Each
/// refused call fails with EPERM, so that a library may go on without it. It stands for what Landlock does not
/// know: rights and times of files by their names, truncation (before Linux 6.2), and other processes of the same
/// user, above all the daemon.
enum SystemCallFilter {
  /// Networks, other processes, other programs, names of files, and doors into the kernel.
  private static let forbidden = [
    "socket", "socketpair", "connect", "bind", "listen", "accept", "accept4", "sendto", "sendmsg", "sendmmsg",
    "recvfrom", "recvmsg", "recvmmsg",
    "execve", "execveat", "fork", "vfork", "clone",
    "ptrace", "process_vm_readv", "process_vm_writev", "pidfd_open", "pidfd_getfd", "pidfd_send_signal",
    "kcmp", "process_madvise", "process_mrelease", "migrate_pages", "move_pages",
    "kill", "tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo",
    "setpriority", "ioprio_set", "sched_setaffinity", "sched_setattr", "sched_setparam", "sched_setscheduler",
    "setpgid", "setsid",
    "truncate", "ftruncate", "fallocate", "creat", "rename", "renameat", "renameat2", "unlink", "unlinkat",
    "rmdir", "mkdir", "mkdirat", "mknod", "mknodat", "link", "linkat", "symlink", "symlinkat",
    "chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "lchown", "fchownat",
    "utime", "utimes", "utimensat", "futimesat",
    "setxattr", "lsetxattr", "fsetxattr", "removexattr", "lremovexattr", "fremovexattr",
    "inotify_init", "inotify_init1", "inotify_add_watch", "fanotify_init", "fanotify_mark",
    "name_to_handle_at", "open_by_handle_at",
    "mount", "umount2", "pivot_root", "chroot", "unshare", "setns", "open_tree", "move_mount", "fsopen",
    "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter", "io_uring_register",
    "keyctl", "add_key", "request_key", "init_module", "finit_module", "delete_module", "kexec_load",
    "memfd_create", "memfd_secret", "shmget", "msgget", "semget", "mq_open",
    "setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid", "setgroups", "personality",
  ]

  /// Puts the list in force; false with a reason in `missing` where the kernel or an outer filter refuses.
  ///
  /// - Parameter needed: Calls of the list that stay open.
  static func install(except needed: Set<String> = [], _ missing: inout [String]) -> Bool {
    guard let context = seccomp_init(allow) else {
      missing.append("seccomp: out of memory")
      return false
    }
    defer { seccomp_release(context) }
    for name in forbidden where !needed.contains(name) {
      let number = seccomp_syscall_resolve_name(name)
      guard number != notKnown else { continue }
      _ = seccomp_rule_add_array(context, fail(EPERM), number, 0, nil)
    }
    // glibc falls back to clone, which is refused: a reader has one thread and no children.
    _ = seccomp_rule_add_array(context, fail(ENOSYS), seccomp_syscall_resolve_name("clone3"), 0, nil)
    // abort(3) and assertions signal their own thread; every other process is out of bounds.
    var otherProcess = scmp_arg_cmp(arg: 0, op: SCMP_CMP_NE, datum_a: UInt64(getpid()), datum_b: 0)
    _ = seccomp_rule_add_array(context, fail(EPERM), seccomp_syscall_resolve_name("tgkill"), 1, &otherProcess)
    // glibc's setrlimit says 0 for itself; the daemon's limits are as good as a signal to it.
    var otherLimits = scmp_arg_cmp(arg: 0, op: SCMP_CMP_NE, datum_a: 0, datum_b: 0)
    _ = seccomp_rule_add_array(
      context, fail(EPERM), seccomp_syscall_resolve_name("prlimit64"), 1, &otherLimits)
    let result = seccomp_load(context)
    if result < 0 { missing.append("seccomp: \(String(cString: strerror(-result)))") }
    return result == 0
  }

  /// Makes every forbidden call from inside, with arguments that do nothing.
  ///
  /// - Returns: Those that were not refused as the list wants it.
  static func openDoors() -> [String] {
    forbidden.filter { name in
      // A child that shares this memory would end both.
      guard name != "vfork" else { return false }
      let number = seccomp_syscall_resolve_name(name)
      // Negative: the machine's architecture does without this call.
      guard number >= 0 else { return false }
      let result = clinux_call(Int(number), 0, 0)
      if name == "fork" || name == "clone", result == 0 { _exit(0) }
      return result != -1 || errno != EPERM
    }
  }

  /// The macros SCMP_ACT_ALLOW, SCMP_ACT_ERRNO and __NR_SCMP_ERROR, which Swift does not import.
  private static let allow: UInt32 = 0x7fff_0000
  private static let notKnown: CInt = -1

  private static func fail(_ reason: CInt) -> UInt32 { 0x0005_0000 | UInt32(reason) }
}
