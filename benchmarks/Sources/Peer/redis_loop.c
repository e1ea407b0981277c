#include "peer.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static int dial(const char *socket_path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(socket_path) >= sizeof address.sun_path) return -1;
  strcpy(address.sun_path, socket_path);
  int file = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (file >= 0 && connect(file, (struct sockaddr *)&address, sizeof address) == 0) return file;
  if (file >= 0) close(file);
  return -1;
}

/// One connection: what it has to send, and how many answers it waits for.
typedef struct {
  const uint8_t *request;
  size_t left;
  int awaited;
  /// Answers are `$n\r\n` and an identifier `…\r\n`: two line ends each.
  int line_ends;
  int at_line_start;
} line;

/// The pipelines of a load, built before the clock runs: group g is `pipeline` XADD in the words of the protocol.
typedef struct {
  uint8_t *bytes;
  size_t *starts;
  size_t count;
} requests;

static requests build(int pipeline, const uint8_t *bytes, const uint32_t *offsets, size_t count) {
  requests all = {.count = count / (size_t)pipeline};
  all.starts = malloc((all.count + 1) * sizeof *all.starts);
  all.bytes = malloc(offsets[count] - offsets[0] + count * 96);
  size_t end = 0;
  for (size_t group = 0; group < all.count; group++) {
    all.starts[group] = end;
    for (size_t i = group * (size_t)pipeline; i < (group + 1) * (size_t)pipeline; i++) {
      size_t length = offsets[i + 1] - offsets[i];
      end += (size_t)sprintf(
          (char *)all.bytes + end, "*5\r\n$4\r\nXADD\r\n$6\r\nreport\r\n$1\r\n*\r\n$1\r\ne\r\n$%zu\r\n", length);
      memcpy(all.bytes + end, bytes + offsets[i], length);
      end += length;
      memcpy(all.bytes + end, "\r\n", 2);
      end += 2;
    }
  }
  all.starts[all.count] = end;
  return all;
}

static void hand(line *to, const requests *all, uint64_t group, int pipeline) {
  size_t at = (size_t)(group % all->count);
  to->request = all->bytes + all->starts[at];
  to->left = all->starts[at + 1] - all->starts[at];
  to->awaited = pipeline;
}

peer_redis_outcome peer_redis_append(
    const char *socket_path, int connections, int pipeline, const uint8_t *bytes, const uint32_t *offsets,
    size_t count, uint64_t nanoseconds) {
  peer_redis_outcome outcome = {0};
  requests all = build(pipeline, bytes, offsets, count);
  line *lines = calloc((size_t)connections, sizeof *lines);
  struct pollfd *polled = calloc((size_t)connections, sizeof *polled);
  static uint8_t answers[1 << 16];
  for (int i = 0; i < connections; i++) {
    polled[i].fd = dial(socket_path);
    if (polled[i].fd < 0) outcome.failure = "no connection to Redis";
    lines[i].at_line_start = 1;
  }
  uint64_t group = 0, start = now(), end = start;
  int busy = outcome.failure ? 0 : connections;
  for (int i = 0; i < busy; i++) hand(&lines[i], &all, group++, pipeline);
  while (busy > 0 && !outcome.failure) {
    for (int i = 0; i < connections; i++) {
      polled[i].events = (short)((lines[i].left ? POLLOUT : 0) | (lines[i].awaited ? POLLIN : 0));
    }
    if (poll(polled, (nfds_t)connections, 30000) <= 0) {
      outcome.failure = "Redis did not answer for half a minute";
      break;
    }
    for (int i = 0; i < connections && !outcome.failure; i++) {
      line *at = &lines[i];
      if (polled[i].revents & POLLOUT) {
        ssize_t sent = send(polled[i].fd, at->request, at->left, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent > 0) {
          at->request += sent;
          at->left -= (size_t)sent;
        } else if (errno != EAGAIN) {
          outcome.failure = "Redis closed a connection";
        }
      }
      if (polled[i].revents & (POLLIN | POLLHUP | POLLERR)) {
        ssize_t got = recv(polled[i].fd, answers, sizeof answers, MSG_DONTWAIT);
        if (got == 0 || (got < 0 && errno != EAGAIN)) outcome.failure = "Redis closed a connection";
        for (ssize_t b = 0; b < got; b++) {
          if (at->at_line_start && answers[b] == '-') outcome.failure = "Redis refused a report";
          at->at_line_start = answers[b] == '\n';
          if (answers[b] != '\n' || ++at->line_ends % 2 != 0) continue;
          outcome.acknowledged++;
          if (--at->awaited > 0) continue;
          end = now();
          if (end - start < nanoseconds) {
            hand(at, &all, group++, pipeline);
          } else {
            busy--;
          }
        }
      }
    }
  }
  outcome.nanoseconds = end - start;
  for (int i = 0; i < connections; i++) {
    if (polled[i].fd >= 0) close(polled[i].fd);
  }
  free(polled);
  free(lines);
  free(all.starts);
  free(all.bytes);
  return outcome;
}

int64_t peer_redis_number(const char *socket_path, const char *command) {
  int file = dial(socket_path);
  if (file < 0) return -1;
  char request[256], answer[256];
  int length = snprintf(request, sizeof request, "%s\r\n", command);
  int64_t number = -1;
  if (send(file, request, (size_t)length, MSG_NOSIGNAL) == length) {
    ssize_t got = recv(file, answer, sizeof answer - 1, 0);
    if (got > 1 && answer[0] == ':') {
      answer[got] = 0;
      number = strtoll(answer + 1, NULL, 10);
    } else if (got > 1 && answer[0] == '+') {
      number = 0;
    }
  }
  close(file);
  return number;
}
