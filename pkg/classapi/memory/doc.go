// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package memory bounds what all calls of the built-in class APIs hold of the answers of tools at once.
//
// # Why it is safe
//
// Each answer is bounded where it is read, but many at their bounds are more than the process may have. So a call says what it
// holds ([Call.Hold]). A few KiB are free, for every call that is under way: that is all that most need, and no tool that sends a
// lot can keep others from having it. Who wants more needs one of a few places, and waits for it for a short time. Meanwhile nothing
// more is read from the tool, which so has to wait too.
//
// A place is for the rest of the call and for all that it holds, so that nobody who has one waits for another: there is no
// deadlock. The tools of one host have a part of the places only, and who waits for one of those keeps none of the others. What
// a call with a place may hold is bounded as well. The most that all hold together is
//
//	calls under way * Limits.Free + Limits.Places * Limits.Most
//
// in bytes as they are sent. Read into strings and structures, and written as JSON again, they take up to five times as much.
package memory
