/* A layer between a program and its disk, preloaded by the tests of power cuts.
 *
 * It records what a program does to the files of one folder, in order and with the bytes, so that
 * a test can make of it what a disk without power holds: disk_cuts.py. It can also end the program
 * before the N-th of those calls, and refuse each write from the N-th on, as a full disk does.
 *
 * disk_begin() starts it; where TOPSET_DISK_LOG and TOPSET_DISK_FOLDER are set, the loader does, and
 * takes TOPSET_DISK_KILL, TOPSET_DISK_FULL and, in place of SIGKILL, TOPSET_DISK_SIGNAL. A record is a line of
 * numbers, "kind inode place length length-of-path length-of-other", and then those bytes.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define FILES 4096
#define NEVER LONG_MAX

static char folder[PATH_MAX];
static size_t folder_length;
static int log_file = -1;
static int signal_sent = SIGKILL;
static long taken, kill_at = NEVER, full_from = NEVER;
static char ours[FILES];
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) ((__typeof__(&name))real(#name))

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

void disk_begin(const char *log, const char *within, long kill_before, long full_before)
{
    snprintf(folder, sizeof folder, "%s", within);
    folder_length = strlen(folder);
    taken = 0;
    kill_at = kill_before > 0 ? kill_before : NEVER;
    full_from = full_before > 0 ? full_before : NEVER;
    memset(ours, 0, sizeof ours);
    log_file = syscall(SYS_openat, AT_FDCWD, log, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
}

long disk_taken(void) { return taken; }

static long number_of(const char *name)
{
    const char *text = getenv(name);
    return text ? atol(text) : 0;
}

__attribute__((constructor)) static void begin(void)
{
    const char *log = getenv("TOPSET_DISK_LOG"), *within = getenv("TOPSET_DISK_FOLDER");
    if (number_of("TOPSET_DISK_SIGNAL"))
        signal_sent = number_of("TOPSET_DISK_SIGNAL");
    if (log && within)
        disk_begin(log, within, number_of("TOPSET_DISK_KILL"), number_of("TOPSET_DISK_FULL"));
}

static int within(const char *path)
{
    return log_file >= 0 && path && !strncmp(path, folder, folder_length) &&
           (path[folder_length] == '/' || path[folder_length] == 0);
}

static int is_ours(int file) { return log_file >= 0 && file >= 0 && file < FILES && ours[file]; }

/* Count a call that is about to be made; end, or stop, the program before the one it was told. */
static void step(void)
{
    if (++taken == kill_at)
        syscall(SYS_kill, getpid(), signal_sent);
}

static int no_room(void)
{
    if (taken < full_from)
        return 0;
    errno = ENOSPC;
    return 1;
}

static void note(const char *kind, unsigned long inode, long place, const void *bytes,
                 size_t length, const char *path, const char *other)
{
    int kept = errno;
    char line[160];
    int head = snprintf(line, sizeof line, "%s %lu %ld %zu %zu %zu\n", kind, inode, place, length,
                        strlen(path), strlen(other));
    struct iovec parts[] = {{line, head},
                            {(void *)bytes, length},
                            {(void *)path, strlen(path)},
                            {(void *)other, strlen(other)}};
    syscall(SYS_writev, log_file, parts, 4);
    errno = kept;
}

static unsigned long inode_of(int file)
{
    struct stat found;
    return fstat(file, &found) ? 0 : found.st_ino;
}

static int opened(const char *path, int flags, int mode)
{
    int there, file, touches;
    if (!within(path))
        return syscall(SYS_openat, AT_FDCWD, path, flags, mode);
    pthread_mutex_lock(&one_at_a_time);
    there = !syscall(SYS_faccessat, AT_FDCWD, path, F_OK);
    touches = ((flags & O_CREAT) && !there) || (flags & O_TRUNC);
    if (touches)
        step();
    if (touches && !there && no_room())
        file = -1;
    else
        file = syscall(SYS_openat, AT_FDCWD, path, flags, mode);
    if (file >= 0 && file < FILES) {
        ours[file] = 1;
        if ((flags & O_CREAT) && !there)
            note("create", inode_of(file), 0, "", 0, path, "");
        else if (flags & O_TRUNC)
            note("cut", inode_of(file), 0, "", 0, "", "");
    }
    pthread_mutex_unlock(&one_at_a_time);
    return file;
}

#define OPEN(name)                                                                                 \
    int name(const char *path, int flags, ...)                                                     \
    {                                                                                              \
        va_list more;                                                                              \
        int mode;                                                                                  \
        va_start(more, flags);                                                                     \
        mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, int) : 0;                              \
        va_end(more);                                                                              \
        return opened(path, flags, mode);                                                          \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                                               \
    int name(int at, const char *path, int flags, ...)                                             \
    {                                                                                              \
        va_list more;                                                                              \
        int mode;                                                                                  \
        va_start(more, flags);                                                                     \
        mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, int) : 0;                              \
        va_end(more);                                                                              \
        return path[0] == '/' ? opened(path, flags, mode)                                          \
                              : syscall(SYS_openat, at, path, flags, mode);                        \
    }
OPENAT(openat)
OPENAT(openat64)

int close(int file)
{
    if (file >= 0 && file < FILES)
        ours[file] = 0;
    return syscall(SYS_close, file);
}

static ssize_t written(int file, const void *bytes, size_t length, off_t place)
{
    ssize_t done;
    if (file == 1 && log_file >= 0)
        note("told", 0, 0, bytes, length, "", "");
    if (!is_ours(file))
        return place < 0 ? syscall(SYS_write, file, bytes, length)
                         : syscall(SYS_pwrite64, file, bytes, length, place);
    pthread_mutex_lock(&one_at_a_time);
    step();
    if (no_room())
        done = -1;
    else if (place < 0) {
        done = syscall(SYS_write, file, bytes, length);
        place = lseek(file, 0, SEEK_CUR) - done;
    } else
        done = syscall(SYS_pwrite64, file, bytes, length, place);
    if (done > 0)
        note("write", inode_of(file), place, bytes, done, "", "");
    pthread_mutex_unlock(&one_at_a_time);
    return done;
}

ssize_t write(int file, const void *bytes, size_t length)
{
    return written(file, bytes, length, -1);
}

ssize_t pwrite(int file, const void *bytes, size_t length, off_t place)
{
    return written(file, bytes, length, place);
}

ssize_t pwrite64(int file, const void *bytes, size_t length, off_t place)
{
    return written(file, bytes, length, place);
}

ssize_t writev(int file, const struct iovec *parts, int count)
{
    ssize_t done = 0, more;
    if (!is_ours(file) && file != 1)
        return syscall(SYS_writev, file, parts, count);
    for (int i = 0; i < count; i++) {
        more = written(file, parts[i].iov_base, parts[i].iov_len, -1);
        if (more < 0)
            return done ? done : more;
        done += more;
    }
    return done;
}

/* Copies in the kernel are refused, so that their callers write. */
ssize_t sendfile(int to, int from, off_t *place, size_t length)
{
    if (!is_ours(to))
        return REAL(sendfile)(to, from, place, length);
    errno = EINVAL;
    return -1;
}

ssize_t sendfile64(int to, int from, off_t *place, size_t length)
{
    return sendfile(to, from, place, length);
}

ssize_t copy_file_range(int from, off_t *start, int to, off_t *place, size_t length, unsigned flags)
{
    if (!is_ours(to))
        return REAL(copy_file_range)(from, start, to, place, length, flags);
    errno = EXDEV;
    return -1;
}

int ftruncate(int file, off_t length)
{
    int done;
    if (!is_ours(file))
        return syscall(SYS_ftruncate, file, length);
    pthread_mutex_lock(&one_at_a_time);
    step();
    done = syscall(SYS_ftruncate, file, length);
    if (!done)
        note("cut", inode_of(file), length, "", 0, "", "");
    pthread_mutex_unlock(&one_at_a_time);
    return done;
}

int ftruncate64(int file, off_t length) { return ftruncate(file, length); }

int truncate(const char *path, off_t length)
{
    int file = open(path, O_WRONLY), done;
    if (file < 0)
        return -1;
    done = ftruncate(file, length);
    close(file);
    return done;
}

int truncate64(const char *path, off_t length) { return truncate(path, length); }

static int synced(int file, long call)
{
    int done;
    if (!is_ours(file))
        return syscall(call, file);
    pthread_mutex_lock(&one_at_a_time);
    step();
    done = syscall(call, file);
    if (!done) {
        char link[64], path[PATH_MAX];
        ssize_t length;
        snprintf(link, sizeof link, "/proc/self/fd/%d", file);
        length = readlink(link, path, sizeof path - 1);
        path[length < 0 ? 0 : length] = 0;
        note("sync", inode_of(file), 0, "", 0, path, "");
    }
    pthread_mutex_unlock(&one_at_a_time);
    return done;
}

int fsync(int file) { return synced(file, SYS_fsync); }
int fdatasync(int file) { return synced(file, SYS_fdatasync); }

/* A call on names: counted, made, and noted where it succeeded. */
#define NAMES(kind, concerned, path, other, call)                                                  \
    int done;                                                                                      \
    if (!(concerned))                                                                              \
        return call;                                                                               \
    pthread_mutex_lock(&one_at_a_time);                                                            \
    step();                                                                                        \
    done = call;                                                                                   \
    if (!done)                                                                                     \
        note(kind, 0, 0, "", 0, path, other);                                                      \
    pthread_mutex_unlock(&one_at_a_time);                                                          \
    return done;

int rename(const char *from, const char *to)
{
    NAMES("rename", within(from) || within(to), from, to,
          syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to))
}

int renameat(int from_at, const char *from, int to_at, const char *to)
{
    NAMES("rename", within(from) || within(to), from, to,
          syscall(SYS_renameat, from_at, from, to_at, to))
}

int linkat(int from_at, const char *from, int to_at, const char *to, int flags)
{
    NAMES("link", within(to), from, to, syscall(SYS_linkat, from_at, from, to_at, to, flags))
}

int link(const char *from, const char *to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }

int unlinkat(int at, const char *path, int flags)
{
    NAMES("unlink", within(path), path, "", syscall(SYS_unlinkat, at, path, flags))
}

int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

int mkdirat(int at, const char *path, mode_t mode)
{
    NAMES("mkdir", within(path), path, "", syscall(SYS_mkdirat, at, path, mode))
}

int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }
