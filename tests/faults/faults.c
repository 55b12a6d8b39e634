/* Faults of a disk, for tests: preloaded into a child process, where the N-th operation on certain files fails.
 *
 *   FAULTS_UNDER  what the path of a file has to start with
 *   FAULTS_OF     sync, write, read, or change: whatever makes, writes, names or removes a file
 *   FAULTS_HOW    eio, enospc, short (less is written or read than was asked for), or kill (the process ends before it)
 *   FAULTS_AT     which one, from 1
 *   FAULTS_ON     when set, all that follow it fail, too
 *   FAULTS_TOLD   a file that is made when it came to that
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(type, name, ...)                           \
    static type (*real)(__VA_ARGS__);                   \
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, name)

enum { FINE, FAILS, SHORT };

/* Whether the operation on this path is to fail, and how; its number is counted here. */
static int fault(const char *of, const char *path) {
    static long count;
    const char *under = getenv("FAULTS_UNDER"), *wanted = getenv("FAULTS_OF"), *how = getenv("FAULTS_HOW");
    if (!under || !wanted || !how || strncmp(path, under, strlen(under)) != 0) return FINE;
    int counts = strcmp(wanted, "change") == 0 ? strcmp(of, "read") != 0 && strcmp(of, "sync") != 0 : strcmp(wanted, of) == 0;
    if (!counts) return FINE;
    long at = atol(getenv("FAULTS_AT")), now = __atomic_add_fetch(&count, 1, __ATOMIC_SEQ_CST);
    if (now < at || (now > at && !getenv("FAULTS_ON"))) return FINE;
    const char *told = getenv("FAULTS_TOLD");
    if (told) {
        REAL(int, "open", const char *, int, ...);
        int fd = real(told, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        if (fd >= 0) close(fd);
    }
    if (strcmp(how, "kill") == 0) raise(SIGKILL);
    if (strcmp(how, "short") == 0) return SHORT;
    errno = strcmp(how, "enospc") == 0 ? ENOSPC : EIO;
    return FAILS;
}

static int fault_fd(const char *of, int fd) {
    char link[64], path[PATH_MAX];
    int before = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    errno = before;
    if (length < 0) return FINE;
    path[length] = 0;
    return fault(of, path);
}

static int fault_at(const char *of, int folder, const char *path) {
    char whole[2 * PATH_MAX], link[64];
    if (path[0] == '/') return fault(of, path);
    int before = errno;
    ssize_t length;
    if (folder == AT_FDCWD) {
        if (!getcwd(whole, PATH_MAX)) return FINE;
        length = (ssize_t)strlen(whole);
    } else {
        snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
        length = readlink(link, whole, PATH_MAX);
    }
    errno = before;
    if (length < 0) return FINE;
    snprintf(whole + length, PATH_MAX, "/%s", path);
    return fault(of, whole);
}

#define SYNC(name)                                     \
    int name(int fd) {                                 \
        REAL(int, #name, int);                         \
        return fault_fd("sync", fd) ? -1 : real(fd);   \
    }
SYNC(fsync)
SYNC(fdatasync)

/* A short one moves half of the bytes; one byte is moved whole. */
static size_t cut(size_t size) { return size > 1 ? size / 2 : size; }

#define MOVES(name, of, buffer)                                                    \
    ssize_t name(int fd, buffer data, size_t size) {                               \
        REAL(ssize_t, #name, int, buffer, size_t);                                 \
        int found = fault_fd(of, fd);                                              \
        return found == FAILS ? -1 : real(fd, data, found ? cut(size) : size);     \
    }
#define MOVES_AT(name, of, buffer, offset)                                                 \
    ssize_t name(int fd, buffer data, size_t size, offset at) {                            \
        REAL(ssize_t, #name, int, buffer, size_t, offset);                                 \
        int found = fault_fd(of, fd);                                                      \
        return found == FAILS ? -1 : real(fd, data, found ? cut(size) : size, at);         \
    }
MOVES(read, "read", void *)
MOVES(write, "write", const void *)
MOVES_AT(pread, "read", void *, off_t)
MOVES_AT(pread64, "read", void *, off64_t)
MOVES_AT(pwrite, "write", const void *, off_t)
MOVES_AT(pwrite64, "write", const void *, off64_t)

#define OPENS(name)                                                                              \
    int name(const char *path, int flags, ...) {                                                 \
        REAL(int, #name, const char *, int, ...);                                                \
        va_list more;                                                                            \
        va_start(more, flags);                                                                   \
        mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0;                                \
        va_end(more);                                                                            \
        if (flags & (O_CREAT | O_TRUNC) && fault_at("open", AT_FDCWD, path)) return -1;          \
        return real(path, flags, mode);                                                          \
    }
OPENS(open)
OPENS(open64)

#define OPENS_AT(name)                                                                           \
    int name(int folder, const char *path, int flags, ...) {                                     \
        REAL(int, #name, int, const char *, int, ...);                                           \
        va_list more;                                                                            \
        va_start(more, flags);                                                                   \
        mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0;                                \
        va_end(more);                                                                            \
        if (flags & (O_CREAT | O_TRUNC) && fault_at("open", folder, path)) return -1;            \
        return real(folder, path, flags, mode);                                                  \
    }
OPENS_AT(openat)
OPENS_AT(openat64)

#define TRUNCATES(name, offset)                                     \
    int name(int fd, offset size) {                                 \
        REAL(int, #name, int, offset);                              \
        return fault_fd("truncate", fd) ? -1 : real(fd, size);      \
    }
TRUNCATES(ftruncate, off_t)
TRUNCATES(ftruncate64, off64_t)

int mkdir(const char *path, mode_t mode) {
    REAL(int, "mkdir", const char *, mode_t);
    return fault_at("mkdir", AT_FDCWD, path) ? -1 : real(path, mode);
}

int rmdir(const char *path) {
    REAL(int, "rmdir", const char *);
    return fault_at("rmdir", AT_FDCWD, path) ? -1 : real(path);
}

int unlink(const char *path) {
    REAL(int, "unlink", const char *);
    return fault_at("unlink", AT_FDCWD, path) ? -1 : real(path);
}

int unlinkat(int folder, const char *path, int flags) {
    REAL(int, "unlinkat", int, const char *, int);
    return fault_at("unlink", folder, path) ? -1 : real(folder, path, flags);
}

int rename(const char *from, const char *to) {
    REAL(int, "rename", const char *, const char *);
    return fault_at("rename", AT_FDCWD, from) ? -1 : real(from, to);
}

int link(const char *from, const char *to) {
    REAL(int, "link", const char *, const char *);
    return fault_at("link", AT_FDCWD, to) ? -1 : real(from, to);
}

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
    REAL(int, "linkat", int, const char *, int, const char *, int);
    return fault_at("link", to_folder, to) ? -1 : real(from_folder, from, to_folder, to, flags);
}
