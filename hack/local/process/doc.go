// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package process starts the servers of a local cluster, finds them again from another invocation, and stops them.
//
// It sends signals to processes that it did not fork, so it has to be right about which process it means. A pid alone
// is not enough: the process may have ended long ago and its number may belong to an editor now. Three things make it
// safe:
//
//   - A record on disk names a process by its pid, the clock tick at which the kernel started it, and the boot of the
//     kernel. No two processes share all three.
//   - The record is compared with /proc after a handle on the process was opened. The handle (a pidfd where the kernel
//     has them) stays with that process, so the pid cannot change hands between the comparison and the signal.
//   - A zombie counts as ended: it holds its pid, but neither ports nor files.
//
// A process gets a session of its own, so a Ctrl-C in the terminal is not for it, and its output goes to a file. The
// servers that are run with it do not fork; a child that one of them left behind would not be stopped.
//
// An isolated process is the exception: it has namespaces of its own, into which others are started, and all of them, with
// whatever they forked, end when it does. The kernel sees to that: it is the first process of its process ids. How a thread
// gets there is no way back, so it is done on a thread that is thrown away; and it gets there by the handle, not by the pid.
//
// The package needs Linux's /proc.
package process
