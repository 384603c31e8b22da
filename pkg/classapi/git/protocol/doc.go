// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package protocol asks a Git server for its references and for one commit, over smart HTTP: protocol version 2 where the
// server speaks it, version 0 or 1 otherwise.
//
// # Why a Git server cannot hurt the process that asks it
//
// A tool is whatever a Connector's author names, so every byte of an answer is foreign.
//
//   - Memory. An answer is read packet by packet into one buffer of 64 KiB, and no packet is longer. References are handed
//     on as they come, as views of that buffer; what is not wanted is never copied. Of a pack, at most 32 objects of at most
//     1 MiB are inflated, 4 MiB in all, what deltas make of them among it, and the connection is closed as soon as the commit was
//     seen. Whoever asks for a commit is told before bytes of it are kept.
//   - Traffic. References may have 256 MiB, capabilities 1 MiB, a pack 8 MiB. No compression is asked for and none is
//     accepted, so nothing inflates on the way.
//   - Time. Everything ends with the context of the caller.
//   - Texts. Names with control characters or blanks end the answer as malformed. What a server says about a failure is
//     looked at to tell what is missing from what is broken, and never repeated: it may hold what was sent.
//   - Truth. A commit is given only when its content hashes to the name that was asked for.
//
// Requests are built from names that were checked before: a line feed in one would be a line of the server's choosing.
// Where a request may go and which credential it carries is decided by the transport that is handed in.
//
// The pkt-lines that are sent are written by go-git, and its scanner reads packs. Its scanner of pkt-lines is not used: it
// takes the special packets of version 2 for errors, and allocates for each line. Neither is its commit, which knows no
// names of 64 digits.
package protocol
