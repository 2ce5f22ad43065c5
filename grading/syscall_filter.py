"""Inside the sandbox: what a student's kernel may ask of Linux, as a seccomp filter. Mounted into the sandbox.

Threads may be made, processes not; nothing that reaches around the room, that holds memory which no limit counts, or
that changes how the machine shares itself out.
"""

import errno
import socket

import pyseccomp as seccomp

_PROCESSES = (
    "fork vfork execve execveat ptrace process_vm_readv process_vm_writev process_madvise kcmp pidfd_open "
    "pidfd_getfd pidfd_send_signal"
)
_ROOMS = (
    "unshare setns mount umount2 pivot_root chroot fsopen fsconfig fsmount fspick move_mount open_tree "
    "mount_setattr sethostname setdomainname open_by_handle_at name_to_handle_at fanotify_init inotify_init "
    "inotify_init1 quotactl acct swapon swapoff reboot"
)
_MEMORY = (
    "memfd_create memfd_secret shmget shmat shmctl msgget msgsnd msgrcv msgctl semget semop semtimedop semctl "
    "mq_open mq_unlink mq_timedsend mq_timedreceive mq_notify add_key request_key keyctl io_setup io_submit mlock "
    "mlock2 mlockall"
)
_SHARES = (
    "setpriority ioprio_set sched_setparam sched_setattr sched_setaffinity set_mempolicy mbind migrate_pages move_pages"
)
_INWARDS = (
    "bpf perf_event_open userfaultfd io_uring_setup io_uring_enter io_uring_register kexec_load kexec_file_load "
    "init_module finit_module delete_module personality modify_ldt ioperm iopl syslog lookup_dcookie uselib "
    "vhangup seccomp"
)
_MARKS = "setxattr lsetxattr fsetxattr setxattrat"
# of Linux: a flag of clone, and what prctl sets
_CLONE_THREAD = 0x10000
_SET_DUMPABLE = 4
_SET_PTRACER = 0x59616D61


def load():
    """Bind this process, for ever, to what a kernel needs."""
    deny, absent = seccomp.ERRNO(errno.EPERM), seccomp.ERRNO(errno.ENOSYS)
    program = seccomp.SyscallFilter(defaction=seccomp.ALLOW)
    for names, answer in (
        (" ".join((_PROCESSES, _ROOMS, _MEMORY, _SHARES, _INWARDS)), deny),
        (_MARKS, seccomp.ERRNO(errno.ENOTSUP)),
        ("clone3", absent),  # glibc then takes clone, whose flags can be seen
    ):
        for name in names.split():
            try:
                program.add_rule(answer, name)
            except OSError:  # a call that this libseccomp does not know yet; its number is refused nowhere
                if name in ("fork", "execve", "ptrace", "unshare", "mount", "memfd_create", "shmget", "clone3"):
                    raise
    program.add_rule(deny, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, _CLONE_THREAD, 0))
    program.add_rule(deny, "prlimit64", seccomp.Arg(0, seccomp.NE, 0))  # of another process
    program.add_rule(deny, "sched_setscheduler", seccomp.Arg(1, seccomp.NE, 0))  # libzmq asks for the ordinary one
    for option in (_SET_DUMPABLE, _SET_PTRACER):
        program.add_rule(deny, "prctl", seccomp.Arg(0, seccomp.EQ, option))
    families = {socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK}
    for family in set(range(46)) - families:
        program.add_rule(deny, "socket", seccomp.Arg(0, seccomp.EQ, family))
    program.add_rule(deny, "socket", seccomp.Arg(0, seccomp.GE, 46))
    program.load()
